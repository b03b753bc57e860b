package org.flyte.platform.connect.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Base64;
import org.flyte.platform.connect.wire.Base64Stream;
import org.flyte.platform.connect.wire.Frame;
import org.flyte.platform.connect.wire.GrpcStatus;

/** gRPC-Web: like gRPC, with the trailers in a last frame; the text form is base64 of it all. */
final class GrpcWebTransport extends FramedTransport {
    private final String contentType;
    private final Base64Stream text;

    GrpcWebTransport(HttpServerRequest request, WireOptions options, String contentType, boolean text) {
        super(request, options);
        this.contentType = contentType;
        this.text = text ? new Base64Stream() : null;
    }

    @Override
    void describe(HttpServerResponse response) {
        GrpcTransport.describe(response, contentType, options);
    }

    @Override
    Buffer decoded(Buffer chunk) throws StatusException {
        return text == null ? chunk : text.decode(chunk);
    }

    @Override
    boolean isCutOff() {
        return text != null && text.hasPartial();
    }

    @Override
    Buffer encoded(Buffer bytes) {
        return text == null ? bytes : Buffer.buffer(Base64.getEncoder().encode(bytes.getBytes()));
    }

    @Override
    void finish(Status status, Metadata trailers, boolean headSent, Buffer out) {
        StringBuilder block = new StringBuilder();
        new GrpcStatus(status, trailers)
                .forEach((name, value) ->
                        block.append(name).append(": ").append(value).append("\r\n"));
        writer().append(out, Frame.WEB_TRAILERS, block.toString().getBytes(UTF_8));
    }
}
