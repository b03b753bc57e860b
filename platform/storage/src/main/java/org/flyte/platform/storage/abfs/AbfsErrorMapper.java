package org.flyte.platform.storage.abfs;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.remote.Location;

/** Maps errors of Azure's client at one address to those of the store. */
record AbfsErrorMapper(Location address) {
    <T> T call(Supplier<T> work) {
        try {
            return work.get();
        } catch (FlyteException e) {
            throw e;
        } catch (RuntimeException e) {
            throw map(e);
        }
    }

    RuntimeException map(RuntimeException failure) {
        return switch (failure) {
            case BlobStorageException e -> ofStatus(e);
            case ClientAuthenticationException e ->
                new FailedPrecondition(
                        "no credentials for the object store of %s: set flyte.storage.abfs.account-key, or provide those"
                                + " of Azure's library",
                        address.root());
            default ->
                isConnection(failure)
                        ? new Unavailable(failure, "the object store is unavailable, at %s; try again", address)
                        : failure;
        };
    }

    private FlyteException ofStatus(BlobStorageException failure) {
        return switch (failure.getStatusCode()) {
            case 404 -> new NotFound("object %s does not exist", address);
            case 401, 403 -> new FailedPrecondition("the object store denies this server access to %s", address);
            case 412 -> new Unavailable(failure, "object %s was replaced meanwhile: try again", address);
            case 408, 429 -> new Unavailable(failure, "the object store is busy, at %s; try again", address);
            default ->
                BlobErrorCode.MD5MISMATCH.equals(failure.getErrorCode())
                        ? new Unavailable(
                                failure,
                                "the content did not reach the object store unchanged, at %s: try again",
                                address)
                        : failure.getStatusCode() >= 500
                                ? new Unavailable(failure, "the object store is unavailable, at %s; try again", address)
                                : new FailedPrecondition(
                                        "the object store refuses the request for %s: %s",
                                        address, failure.getErrorCode());
        };
    }

    private static boolean isConnection(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
