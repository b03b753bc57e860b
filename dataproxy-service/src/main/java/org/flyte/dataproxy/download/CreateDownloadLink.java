package org.flyte.dataproxy.download;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.call.Origin;
import org.flyte.dataproxy.call.PublicAddress;
import org.flyte.dataproxy.presigned.UrlLifetime;
import org.flyte.idl.dataproxy.CreateDownloadLinkResponse;
import org.flyte.idl.dataproxy.PreSignedURLs;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;

/** Creates a presigned URL for downloading a report or a code bundle that exists. */
@ApplicationScoped
public class CreateDownloadLink {
    private final UrlLifetime lifetime;
    private final ArtifactLocator artifacts;
    private final ObjectStore store;
    private final PublicAddress publicAddress;
    private final BlockingExecutor blocking;

    CreateDownloadLink(
            DataProxyConfig config,
            ArtifactLocator artifacts,
            ObjectStore store,
            PublicAddress publicAddress,
            BlockingExecutor blocking) {
        this.lifetime = new UrlLifetime(config.download().maxExpiresIn());
        this.artifacts = artifacts;
        this.store = store;
        this.publicAddress = publicAddress;
        this.blocking = blocking;
    }

    /** The URL of the artifact, for a client that called this origin. */
    public Uni<CreateDownloadLinkResponse> execute(NewDownload download, Origin origin) {
        Duration validFor = lifetime.orMax(download.expiresIn());
        return artifacts
                .addressOf(download.artifact())
                .chain(address -> blocking.call(() -> presign(address, validFor, origin)));
    }

    private CreateDownloadLinkResponse presign(String address, Duration validFor, Origin origin) {
        if (store.head(address).isEmpty()) {
            throw new NotFound("object %s does not exist", address);
        }
        PresignedUrl url = store.presignGet(address, validFor);
        return CreateDownloadLinkResponse.newBuilder()
                .setPreSignedUrls(PreSignedURLs.newBuilder()
                        .addSignedUrl(publicAddress.complete(url.url(), origin))
                        .setExpiresAt(ProtoTime.of(url.expiresAt())))
                .build();
    }
}
