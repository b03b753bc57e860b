package org.flyte.dataproxy.links;

import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.flyte.platform.storage.ServedLinks;
import org.flyte.platform.storage.ServedLinks.Grant;
import org.flyte.platform.storage.ServedLinks.LinkRefused;

/** Reads the link out of an HTTP request. */
final class LinkRequest {
    private LinkRequest() {}

    /** What the request's link allows for the given method. */
    static Grant verify(RoutingContext route, ServedLinks links, String method) throws LinkRefused {
        String key = decoded(route.request().path().substring(ServedLinks.PATH.length()));
        return links.verify(method, key, route.queryParams()::get);
    }

    private static String decoded(String path) throws LinkRefused {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new LinkRefused("the path is not well encoded: use the link unchanged");
        }
    }
}
