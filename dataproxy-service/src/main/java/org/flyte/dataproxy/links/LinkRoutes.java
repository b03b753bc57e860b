package org.flyte.dataproxy.links;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.flyte.dataproxy.Blocking;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.PresignedUrlVerifier;
import org.flyte.platform.storage.PresignedUrlVerifier.InvalidPresignedUrl;
import org.jboss.logging.Logger;

/** The HTTP door of a store that has none of its own: signed PUT and GET below {@link PresignedUrlVerifier#PATH}. */
@ApplicationScoped
class LinkRoutes {
    private static final Logger LOG = Logger.getLogger(LinkRoutes.class);

    private final ObjectStore store;
    private final LinkUpload upload;
    private final LinkDownload download;
    private final Blocking blocking;

    LinkRoutes(ObjectStore store, LinkUpload upload, LinkDownload download, Blocking blocking) {
        this.store = store;
        this.upload = upload;
        this.download = download;
        this.blocking = blocking;
    }

    private interface Handler {
        void handle(RoutingContext route, PresignedUrlVerifier links) throws InvalidPresignedUrl, IOException;
    }

    void mount(@Observes Router router) {
        store.presignedUrlVerifier().ifPresent(links -> {
            String path = PresignedUrlVerifier.PATH + "*";
            router.route(HttpMethod.PUT, path).handler(route -> serve(route, links, upload::receive));
            router.route(HttpMethod.GET, path).handler(route -> serve(route, links, download::send));
            router.route(HttpMethod.HEAD, path).handler(route -> serve(route, links, download::send));
        });
    }

    private void serve(RoutingContext route, PresignedUrlVerifier links, Handler handler) {
        route.request().pause();
        blocking.run(() -> {
            try {
                handler.handle(route, links);
            } catch (InvalidPresignedUrl | IOException | RuntimeException e) {
                refuse(route, e);
            }
        });
    }

    private static void refuse(RoutingContext route, Exception failure) {
        HttpServerResponse response = route.response();
        if (response.closed() || response.headWritten()) {
            LOG.debugf("signed link cut path=%s cause=%s", route.request().path(), failure.getMessage());
            route.request().connection().close();
            return;
        }
        HttpFailures answer = HttpFailures.of(failure);
        // What is left of the body is read and dropped: closing on a client that still sends would lose the answer.
        RequestBody.drop(route.request());
        response.setStatusCode(answer.status())
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(answer.line() + "\n");
    }
}
