package org.flyte.platform.connect.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Status;
import io.grpc.StatusException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flyte.platform.connect.wire.Compression;

/** A Connect GET: the message and how it is written are in the query. */
record GetRequest(String encoding, Compression compression, byte[] message) {
    static GetRequest of(HttpServerRequest request) throws StatusException {
        String version = request.getParam("connect");
        if (version != null && !version.equals("v1")) {
            throw invalid("parameter connect must be \"v1\"");
        }
        String encoding = request.getParam("encoding");
        if (!"proto".equals(encoding) && !"json".equals(encoding)) {
            throw invalid("parameter encoding must be \"proto\" or \"json\"");
        }
        String message = request.getParam("message");
        if (message == null) {
            throw invalid("parameter message is missing");
        }
        boolean base64 = "1".equals(request.getParam("base64"));
        return new GetRequest(
                encoding,
                Compression.named(request.getParam("compression")),
                base64 ? decode(message) : message.getBytes(UTF_8));
    }

    /** Returns the parameters of a GET, in their order; nothing for other requests. */
    static Map<String, List<String>> query(HttpServerRequest request) {
        if (request.method() != HttpMethod.GET) {
            return Map.of();
        }
        Map<String, List<String>> query = new LinkedHashMap<>();
        request.params()
                .names()
                .forEach(name -> query.put(name, request.params().getAll(name)));
        return query;
    }

    private static byte[] decode(String message) throws StatusException {
        try {
            return Base64.getUrlDecoder().decode(message.replace('+', '-').replace('/', '_'));
        } catch (IllegalArgumentException e) {
            throw invalid("parameter message is not URL-safe base64");
        }
    }

    private static StatusException invalid(String what) {
        return Status.INVALID_ARGUMENT.withDescription(what).asException();
    }
}
