package org.flyte.dataproxy.presigned;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.PresignedUrlVerifier;
import org.flyte.platform.storage.PresignedUrlVerifier.Grant;
import org.flyte.platform.storage.PresignedUrlVerifier.InvalidPresignedUrl;
import org.jboss.logging.Logger;

/** Serves presigned PUT and GET below {@link PresignedUrlVerifier#PATH} for a store that has no HTTP server of its own. */
@ApplicationScoped
class PresignedUrlRoutes {
    private static final Logger LOG = Logger.getLogger(PresignedUrlRoutes.class);

    /** RFC 9113, section 7. */
    private static final int INTERNAL_ERROR = 2;

    private final ObjectStore store;
    private final PresignedUpload upload;
    private final PresignedDownload download;
    private final BlockingExecutor blocking;

    PresignedUrlRoutes(
            ObjectStore store, PresignedUpload upload, PresignedDownload download, BlockingExecutor blocking) {
        this.store = store;
        this.upload = upload;
        this.download = download;
        this.blocking = blocking;
    }

    private interface Handler {
        void handle(RoutingContext route, Grant grant) throws IOException;
    }

    void mount(@Observes Router router) {
        store.presignedUrlVerifier().ifPresent(verifier -> {
            String path = PresignedUrlVerifier.PATH + "*";
            router.route(HttpMethod.PUT, path).handler(route -> serve(route, verifier, "PUT", upload::receive));
            router.route(HttpMethod.GET, path).handler(route -> serve(route, verifier, "GET", download::send));
            router.route(HttpMethod.HEAD, path).handler(route -> serve(route, verifier, "GET", download::send));
        });
    }

    private void serve(RoutingContext route, PresignedUrlVerifier verifier, String method, Handler handler) {
        route.request().pause();
        blocking.run(() -> {
            try {
                handler.handle(route, verify(route, verifier, method));
            } catch (InvalidPresignedUrl | IOException | RuntimeException e) {
                refuse(route, e);
            }
        });
    }

    /** What the URL of the request permits. */
    private static Grant verify(RoutingContext route, PresignedUrlVerifier verifier, String method)
            throws InvalidPresignedUrl {
        String key = decoded(route.request().path().substring(PresignedUrlVerifier.PATH.length()));
        return verifier.verify(method, key, route.queryParams()::get);
    }

    private static String decoded(String path) throws InvalidPresignedUrl {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidPresignedUrl("the path is not correctly percent-encoded: use the presigned URL unchanged");
        }
    }

    private static void refuse(RoutingContext route, Exception failure) {
        HttpServerResponse response = route.response();
        if (response.closed() || response.headWritten()) {
            LOG.debugf(
                    "presigned request aborted path=%s cause=%s",
                    route.request().path(), failure.getMessage());
            // On HTTP/2 only the stream ends, and not what others have on the same connection of a proxy.
            response.reset(INTERNAL_ERROR);
            return;
        }
        HttpError error = HttpError.of(failure);
        // The rest of the body is read and discarded: closing while the client still sends would lose the response.
        UploadBody.discard(route.request());
        response.setStatusCode(error.status())
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(error.line() + "\n");
    }
}
