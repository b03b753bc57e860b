package org.flyte.dataproxy.download;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.flyte.dataproxy.Blocking;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.Times;
import org.flyte.dataproxy.call.Origin;
import org.flyte.dataproxy.call.PublicAddress;
import org.flyte.idl.dataproxy.CreateDownloadLinkRequest;
import org.flyte.idl.dataproxy.CreateDownloadLinkResponse;
import org.flyte.idl.dataproxy.PreSignedURLs;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;

/** Makes a link for downloading a report or a code bundle that is there (dataplane spec §1.3). */
@ApplicationScoped
public class CreateDownloadLink {
    private final Duration maxExpiresIn;
    private final DownloadSource source;
    private final ObjectStore store;
    private final PublicAddress publicAddress;
    private final Blocking blocking;

    CreateDownloadLink(
            DataProxyConfig config,
            DownloadSource source,
            ObjectStore store,
            PublicAddress publicAddress,
            Blocking blocking) {
        this.maxExpiresIn = config.download().maxExpiresIn();
        this.source = source;
        this.store = store;
        this.publicAddress = publicAddress;
        this.blocking = blocking;
    }

    public Uni<CreateDownloadLinkResponse> execute(CreateDownloadLinkRequest request, Origin origin) {
        Duration lifetime = Times.lifetime(request.hasExpiresIn(), request.getExpiresIn(), maxExpiresIn);
        return source.addressOf(request).chain(address -> blocking.call(() -> link(address, lifetime, origin)));
    }

    private CreateDownloadLinkResponse link(String address, Duration lifetime, Origin origin) {
        if (store.head(address).isEmpty()) {
            throw new NotFound("object %s does not exist", address);
        }
        PresignedUrl link = store.presignGet(address, lifetime);
        return CreateDownloadLinkResponse.newBuilder()
                .setPreSignedUrls(PreSignedURLs.newBuilder()
                        .addSignedUrl(publicAddress.complete(link.url(), origin))
                        .setExpiresAt(Times.timestamp(link.expiresAt())))
                .build();
    }
}
