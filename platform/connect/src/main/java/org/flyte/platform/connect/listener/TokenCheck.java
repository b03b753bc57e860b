package org.flyte.platform.connect.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Status;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import org.flyte.platform.connect.wire.StatusResponse;

/**
 * Serves only clients that know a token. The SDK sends its token once it was refused by UNAUTHENTICATED.
 *
 * @param token what they send as {@code authorization: Bearer TOKEN}
 * @param openPaths beginnings of paths for which none is asked
 * @param next serves them
 */
record TokenCheck(String token, List<String> openPaths, Handler<HttpServerRequest> next)
        implements Handler<HttpServerRequest> {
    private static final String BEARER = "bearer ";
    private static final int UNAUTHORIZED = 401;

    @Override
    public void handle(HttpServerRequest request) {
        if (knowsTheToken(request.getHeader("authorization")) || isOpen(request.path())) {
            next.handle(request);
        } else {
            refuse(request);
        }
    }

    private boolean knowsTheToken(String header) {
        return header != null
                && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(
                        token.getBytes(UTF_8),
                        header.substring(BEARER.length()).strip().getBytes(UTF_8));
    }

    /** Routes resolve dots, written as such or encoded, so a path with them may lead anywhere. */
    private boolean isOpen(String path) {
        String plain = path.toLowerCase(Locale.ROOT).replace("%2e", ".");
        return !plain.contains("..") && openPaths.stream().anyMatch(path::startsWith);
    }

    private static void refuse(HttpServerRequest request) {
        Status status =
                Status.UNAUTHENTICATED.withDescription("send the token of this server: authorization: Bearer TOKEN");
        new StatusResponse(status, UNAUTHORIZED).send(request);
    }
}
