package org.flyte.dataproxy.links;

import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.flyte.platform.storage.PresignedUrlVerifier;
import org.flyte.platform.storage.PresignedUrlVerifier.Grant;
import org.flyte.platform.storage.PresignedUrlVerifier.InvalidPresignedUrl;

/** Reads the link out of an HTTP request. */
final class LinkRequest {
    private LinkRequest() {}

    /** What the request's link allows for the given method. */
    static Grant verify(RoutingContext route, PresignedUrlVerifier links, String method) throws InvalidPresignedUrl {
        String key = decoded(route.request().path().substring(PresignedUrlVerifier.PATH.length()));
        return links.verify(method, key, route.queryParams()::get);
    }

    private static String decoded(String path) throws InvalidPresignedUrl {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidPresignedUrl("the path is not well encoded: use the link unchanged");
        }
    }
}
