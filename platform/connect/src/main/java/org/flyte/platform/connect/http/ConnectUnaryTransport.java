package org.flyte.platform.connect.http;

import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.flyte.platform.connect.call.Transport;
import org.flyte.platform.connect.wire.Accumulator;
import org.flyte.platform.connect.wire.Compression;
import org.flyte.platform.connect.wire.ConnectCode;
import org.flyte.platform.connect.wire.ConnectStatus;
import org.flyte.platform.connect.wire.HeaderConversion;
import org.flyte.platform.connect.wire.MessageTooLarge;
import org.flyte.platform.connect.wire.Packed;
import org.flyte.platform.connect.wire.Payload;

/** Connect unary: one message is the whole body, compression is HTTP's own, an error is a JSON body. */
final class ConnectUnaryTransport implements Transport {
    private final HttpServerResponse response;
    private final RequestBody body;
    private final WireOptions options;
    private final byte[] fromQuery;
    private final Accumulator received = new Accumulator();
    private Inbound inbound;
    private Metadata head = new Metadata();
    private Packed answer = new Packed(new byte[0], false);
    private boolean whole;

    /** Creates the transport; {@code fromQuery} is the message of a GET, null for a POST. */
    ConnectUnaryTransport(HttpServerRequest request, WireOptions options, byte[] fromQuery) {
        this.response = request.response();
        this.body = new RequestBody(request);
        this.options = options;
        this.fromQuery = fromQuery;
    }

    @Override
    public void open(Inbound inbound) {
        this.inbound = inbound;
        body.open(response, inbound, this::receive, this::received);
    }

    private void receive(Buffer chunk) {
        if (fromQuery != null) {
            return;
        }
        if (received.length() + chunk.length() > options.maxRequestSize()) {
            inbound.refuse(new MessageTooLarge(options.maxRequestSize()).getStatus());
            return;
        }
        received.append(chunk);
        inbound.arrived(chunk.length());
    }

    private void received() {
        whole = true;
        byte[] packed = fromQuery == null ? received.take(received.length()) : fromQuery;
        inbound.message(new Payload(packed, options.requestCompression(), options.maxRequestSize()));
        inbound.halfClose();
    }

    @Override
    public boolean hasPartial() {
        return !whole;
    }

    @Override
    public void reading(boolean on) {
        // One message is bounded by the limit already.
    }

    @Override
    public void head(Metadata headers) {
        head = headers;
    }

    @Override
    public Packed pack(byte[] message) {
        Compression compression = options.responseCompression();
        boolean pack = compression != Compression.IDENTITY && message.length >= options.compressFrom();
        return new Packed(pack ? compression.compress(message) : message, pack);
    }

    @Override
    public void message(Packed message) {
        answer = message;
    }

    @Override
    public Future<Void> end(Status status, Metadata trailers) {
        return body.discardRest(answer(status, trailers));
    }

    private Future<Void> answer(Status status, Metadata trailers) {
        HeaderConversion.forEach(head, response.headers()::add);
        HeaderConversion.forEach(trailers, (name, value) -> response.headers().add("trailer-" + name, value));
        if (fromQuery == null) {
            response.putHeader("accept-encoding", Compression.accepted());
        }
        if (status.isOk()) {
            response.putHeader("content-type", "application/" + options.codec().name());
            return send(answer);
        }
        response.setStatusCode(ConnectCode.of(status.getCode()).httpStatus());
        response.putHeader("content-type", "application/json");
        return response.end(Buffer.buffer(new ConnectStatus(status, trailers).errorBody()));
    }

    private Future<Void> send(Packed message) {
        if (fromQuery != null) {
            response.putHeader("vary", "accept-encoding");
        }
        if (message.compressed()) {
            response.putHeader("content-encoding", options.responseCompression().wireName());
        }
        return response.end(Buffer.buffer(message.bytes()));
    }

    @Override
    public void drop() {
        body.drop();
    }

    @Override
    public boolean writable() {
        return true;
    }
}
