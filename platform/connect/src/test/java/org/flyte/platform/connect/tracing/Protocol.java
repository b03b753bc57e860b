package org.flyte.platform.connect.tracing;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.flyte.platform.connect.probe.Wire;

/** A client of each protocol that sends given headers and ignores the answer. */
enum Protocol {
    CONNECT("connect_rpc") {
        @Override
        void call(MethodDescriptor<?, ?> method, Message request, Map<String, String> headers) {
            boolean unary = method.getType() == MethodType.UNARY;
            post(
                    method,
                    unary ? "application/proto" : "application/connect+proto",
                    unary ? request.toByteArray() : Wire.envelope(request),
                    headers);
        }
    },
    GRPC_WEB("grpc") {
        @Override
        void call(MethodDescriptor<?, ?> method, Message request, Map<String, String> headers) {
            post(method, "application/grpc-web+proto", Wire.envelope(request), headers);
        }
    },
    GRPC("grpc") {
        @Override
        void call(MethodDescriptor<?, ?> method, Message request, Map<String, String> headers) {
            Metadata metadata = new Metadata();
            headers.forEach(
                    (name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
            ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", Wire.port())
                    .usePlaintext()
                    .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                    .build();
            try {
                drain(channel, method, request);
            } catch (io.grpc.StatusRuntimeException told) {
                // The span says it too.
            } finally {
                channel.shutdownNow();
            }
        }
    };

    final String system;

    Protocol(String system) {
        this.system = system;
    }

    abstract void call(MethodDescriptor<?, ?> method, Message request, Map<String, String> headers);

    @SuppressWarnings("unchecked")
    private static <Q> void drain(ManagedChannel channel, MethodDescriptor<Q, ?> method, Message request) {
        ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, (Q) request)
                .forEachRemaining(answer -> {});
    }

    private static void post(MethodDescriptor<?, ?> method, String type, byte[] body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + Wire.port() + "/" + method.getFullMethodName()))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", type)
                .POST(Wire.bytes(body));
        headers.forEach(request::header);
        Wire.send(request);
    }
}
