package org.flyte.platform.secrets.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.SecretId;

/** Failures of Azure's client as ours. Texts of Azure stay out: they may quote the request. */
final class AzureErrors {
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    private AzureErrors() {}

    /** Calls Key Vault about one secret. */
    static <T> T call(SecretId id, Supplier<T> call) {
        try {
            return call.get();
        } catch (HttpResponseException e) {
            throw e.getResponse() != null && e.getResponse().getStatusCode() == CONFLICT
                    ? new Unavailable(e, "secret %s is being deleted or recovered in Azure Key Vault; retry later", id)
                    : failure(e);
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    /** Calls Key Vault about many secrets. */
    static <T> T list(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(RuntimeException failure) {
        return switch (failure) {
            case ClientAuthenticationException e -> refused("no login");
            case HttpResponseException e
            when e.getResponse() != null -> ofStatus(e.getResponse().getStatusCode(), e);
            default ->
                isConnection(failure)
                        ? new Unavailable(failure, "Azure Key Vault does not answer; retry later")
                        : failure;
        };
    }

    private static RuntimeException ofStatus(int status, RuntimeException cause) {
        return status == TOO_MANY || status >= 500
                ? new Unavailable(cause, "Azure Key Vault answers with status %d; retry later", status)
                : refused("status " + status);
    }

    private static FailedPrecondition refused(String why) {
        return new FailedPrecondition(
                "Azure Key Vault refuses the request (%s); check flyte.secrets.azure.vault-url and the access policy",
                why);
    }

    private static boolean isConnection(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return true;
            }
        }
        return failure instanceof HttpResponseException;
    }
}
