package org.flyte.dataproxy.upload;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.call.Origin;
import org.flyte.dataproxy.call.PublicAddress;
import org.flyte.dataproxy.runs.ProjectLookup;
import org.flyte.idl.dataproxy.CreateUploadLocationResponse;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;

/** Creates a presigned URL for uploading one file of a known project. */
@ApplicationScoped
public class CreateUploadLocation {
    private final UploadLimits limits;
    private final String storagePrefix;
    private final ProjectLookup projects;
    private final ObjectStore store;
    private final PublicAddress publicAddress;
    private final BlockingExecutor blocking;

    CreateUploadLocation(
            DataProxyConfig config,
            ProjectLookup projects,
            ObjectStore store,
            PublicAddress publicAddress,
            BlockingExecutor blocking) {
        this.limits = UploadLimits.of(config.upload());
        this.storagePrefix = config.upload().storagePrefix();
        this.projects = projects;
        this.store = store;
        this.publicAddress = publicAddress;
        this.blocking = blocking;
    }

    /** The location of the upload, for a client that called this origin. */
    public Uni<CreateUploadLocationResponse> execute(NewUpload upload, Origin origin) {
        Duration validFor = limits.check(upload);
        String address = upload.address(store.base(), storagePrefix);
        return projects.require(upload.project())
                .chain(() -> blocking.call(() -> location(upload, address, validFor, origin)));
    }

    private CreateUploadLocationResponse location(NewUpload upload, String address, Duration validFor, Origin origin) {
        PutRequest put = PutRequest.of(address, validFor)
                .withMd5(upload.contentMd5().toByteArray(), upload.storeMd5())
                .withLength(upload.contentLength())
                .withMaxLength(limits.maxBody());
        PresignedUrl url = store.presignPut(
                upload.isNamedByContent() && store.bindsMd5()
                        ? put.ofNamedByContent()
                        : isRepeated(upload, address) ? put.ofExisting() : put);
        return CreateUploadLocationResponse.newBuilder()
                .setSignedUrl(publicAddress.complete(url.url(), origin))
                .setNativeUrl(address)
                .setExpiresAt(ProtoTime.of(url.expiresAt()))
                .putAllHeaders(url.headers())
                .build();
    }

    /** Whether the object is there with the same content; a file may be uploaded again, but never replaced by another. */
    private boolean isRepeated(NewUpload upload, String address) {
        if (store.head(address).isEmpty()) {
            return false;
        }
        if (upload.contentMd5().isEmpty()) {
            throw new AlreadyExists("%s exists: content_md5 is required to verify safe overwrite", address);
        }
        String md5 = Base64.getEncoder().encodeToString(upload.contentMd5().toByteArray());
        Optional<String> stored = store.md5(address);
        if (stored.equals(Optional.of(md5)) || (stored.isEmpty() && upload.isNamedByContent())) {
            return true;
        }
        throw new AlreadyExists("%s exists with other content: hash mismatch", address);
    }
}
