package org.flyte.platform.connect.http;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.flyte.platform.connect.call.Transport;
import org.flyte.platform.connect.wire.Compression;
import org.flyte.platform.connect.wire.Frame;
import org.flyte.platform.connect.wire.FrameReader;
import org.flyte.platform.connect.wire.FrameWriter;
import org.flyte.platform.connect.wire.HeaderConversion;
import org.flyte.platform.connect.wire.Packed;
import org.flyte.platform.connect.wire.Payload;

/**
 * What Connect streams, gRPC and gRPC-Web share: messages in frames both ways.
 *
 * <p>Frames written in one iteration of the event loop leave together at its end: no message waits, and a burst does not
 * cost one system call each.
 */
abstract class FramedTransport implements Transport {
    private static final int FLUSH_AT = 32 * 1024;

    protected final HttpServerResponse response;
    protected final WireOptions options;
    private final HttpServerRequest request;
    private final RequestBody body;
    private final FrameReader frames;
    private final FrameWriter writer;
    private Inbound inbound;
    private boolean headSet;
    private boolean ended;
    private boolean flushScheduled;
    private Buffer out = Buffer.buffer();
    private int unsent;
    private Future<Void> written = Future.succeededFuture();

    FramedTransport(HttpServerRequest request, WireOptions options) {
        this.request = request;
        this.response = request.response();
        this.options = options;
        this.body = new RequestBody(request);
        this.frames = new FrameReader(options.maxRequestSize());
        this.writer = new FrameWriter(options.responseCompression(), options.compressFrom());
    }

    /** Sets the response's headers beside the service's own. */
    abstract void describe(HttpServerResponse response);

    /** Puts the end of the call into headers, trailers or a last frame. */
    abstract void finish(Status status, Metadata trailers, boolean headSent, Buffer out);

    /** Returns request bytes as frames expect them. */
    Buffer decoded(Buffer chunk) throws StatusException {
        return chunk;
    }

    /** Says whether request bytes wait for more before they can be decoded. */
    boolean isCutOff() {
        return false;
    }

    /** Returns response bytes as they go on the wire. */
    Buffer encoded(Buffer bytes) {
        return bytes;
    }

    final FrameWriter writer() {
        return writer;
    }

    @Override
    public void open(Inbound inbound) {
        this.inbound = inbound;
        body.open(response, inbound, this::receive, this::received);
    }

    private void receive(Buffer chunk) {
        try {
            Buffer bytes = decoded(chunk);
            inbound.arrived(bytes.length());
            if (ended) {
                return;
            }
            frames.push(bytes);
            for (Frame frame = frames.next(); frame != null && !ended; frame = frames.next()) {
                receive(frame);
            }
        } catch (StatusException e) {
            inbound.refuse(e.getStatus());
        }
    }

    private void receive(Frame frame) throws StatusException {
        if ((frame.flags() & ~Frame.COMPRESSED) != 0) {
            throw malformed("envelope has unknown flags " + frame.flags());
        }
        if (!frame.has(Frame.COMPRESSED)) {
            inbound.message(new Payload(frame.payload(), Compression.IDENTITY, options.maxRequestSize()));
            return;
        }
        if (options.requestCompression() == Compression.IDENTITY) {
            // All three protocols ask for this code here: it is the client's library that is wrong, not its user.
            throw Status.INTERNAL
                    .withDescription("message is marked as compressed, but no compression is named in the headers")
                    .asException();
        }
        inbound.message(new Payload(frame.payload(), options.requestCompression(), options.maxRequestSize()));
    }

    private void received() {
        if (frames.hasPartial() || isCutOff()) {
            inbound.refuse(malformed("request ends in the middle of a message").getStatus());
            return;
        }
        inbound.halfClose();
    }

    @Override
    public boolean hasPartial() {
        return frames.hasPartial();
    }

    private static StatusException malformed(String what) {
        return Status.INVALID_ARGUMENT.withDescription(what).asException();
    }

    @Override
    public void reading(boolean on) {
        body.reading(on);
    }

    @Override
    public void head(Metadata headers) {
        setHead(headers);
        scheduleFlush();
    }

    private void setHead(Metadata headers) {
        headSet = true;
        describe(response);
        HeaderConversion.forEach(headers, response.headers()::add);
        if (request.version() != HttpVersion.HTTP_2) {
            response.setChunked(true);
        }
    }

    @Override
    public Packed pack(byte[] message) {
        return writer.pack(message);
    }

    @Override
    public void message(Packed message) {
        if (!headSet) {
            setHead(new Metadata());
        }
        writer.append(out, 0, message);
        unsent += message.bytes().length;
        if (out.length() >= FLUSH_AT) {
            flush();
        } else {
            scheduleFlush();
        }
    }

    @Override
    public Future<Void> end(Status status, Metadata trailers) {
        ended = true;
        boolean headSent = headSet;
        if (!headSet) {
            setHead(new Metadata());
        }
        finish(status, trailers, headSent, out);
        Future<Void> end = out.length() == 0 ? response.end() : response.end(encoded(out));
        return body.discardRest(
                written.isComplete() ? end : Future.join(written, end).mapEmpty());
    }

    @Override
    public void drop() {
        body.drop();
    }

    @Override
    public boolean writable() {
        return !response.writeQueueFull() && out.length() < FLUSH_AT;
    }

    private void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            Vertx.currentContext().runOnContext(ignored -> flush());
        }
    }

    private void flush() {
        flushScheduled = false;
        if (ended || response.closed()) {
            return;
        }
        Buffer bytes = out;
        out = Buffer.buffer();
        int size = unsent;
        unsent = 0;
        written = response.write(encoded(bytes)).onComplete(done -> inbound.sent(size));
        inbound.writable();
    }
}
