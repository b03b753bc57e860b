package org.flyte.dataproxy.upload;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.flyte.dataproxy.Blocking;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.Times;
import org.flyte.dataproxy.call.Origin;
import org.flyte.dataproxy.call.PublicAddress;
import org.flyte.dataproxy.runs.Projects;
import org.flyte.idl.dataproxy.CreateUploadLocationRequest;
import org.flyte.idl.dataproxy.CreateUploadLocationResponse;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;

/** Makes a link for uploading one file of a known project (dataplane spec §1.1). */
@ApplicationScoped
public class CreateUploadLocation {
    private final DataProxyConfig.Upload config;
    private final Projects projects;
    private final ObjectStore store;
    private final PublicAddress publicAddress;
    private final Blocking blocking;

    CreateUploadLocation(
            DataProxyConfig config,
            Projects projects,
            ObjectStore store,
            PublicAddress publicAddress,
            Blocking blocking) {
        this.config = config.upload();
        this.projects = projects;
        this.store = store;
        this.publicAddress = publicAddress;
        this.blocking = blocking;
    }

    public Uni<CreateUploadLocationResponse> execute(CreateUploadLocationRequest request, Origin origin) {
        var limits = new UploadRules.Limits(config.maxSize().asLongValue(), config.maxExpiresIn());
        Duration lifetime = UploadRules.check(request, limits);
        String address = UploadRules.address(store.base(), config.storagePrefix(), request);
        return projects.require(request.getProject())
                .chain(() -> blocking.call(() -> link(request, address, lifetime, origin)));
    }

    private CreateUploadLocationResponse link(
            CreateUploadLocationRequest request, String address, Duration lifetime, Origin origin) {
        guardOverwrite(request, address);
        PresignedUrl link = store.presignPut(PutRequest.of(address, lifetime)
                .withMd5(request.getContentMd5().toByteArray(), request.getAddContentMd5Metadata())
                .withLength(request.getContentLength()));
        return CreateUploadLocationResponse.newBuilder()
                .setSignedUrl(publicAddress.complete(link.url(), origin))
                .setNativeUrl(address)
                .setExpiresAt(Times.timestamp(link.expiresAt()))
                .putAllHeaders(link.headers())
                .build();
    }

    /** A file of a folder may be uploaded again, but not replaced by another. */
    private void guardOverwrite(CreateUploadLocationRequest request, String address) {
        if (request.getFilename().isEmpty()
                || request.getFilenameRoot().isEmpty()
                || store.head(address).isEmpty()) {
            return;
        }
        if (request.getContentMd5().isEmpty()) {
            throw new AlreadyExists("%s exists: content_md5 is required to verify safe overwrite", address);
        }
        String md5 = Base64.getEncoder().encodeToString(request.getContentMd5().toByteArray());
        if (!store.md5(address).equals(Optional.of(md5))) {
            throw new AlreadyExists("%s exists with other content: hash mismatch", address);
        }
    }
}
