package org.flyte.platform.connect.probe;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.quarkus.grpc.GrpcService;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.EchoResponse;
import org.flyte.platform.connect.probe.api.FailRequest;
import org.flyte.platform.connect.probe.api.MutinyProbeGrpc;
import org.flyte.platform.connect.probe.api.Number;
import org.flyte.platform.connect.probe.api.PlaceRequest;

@GrpcService
public class ProbeRpc extends MutinyProbeGrpc.ProbeImplBase {
    /** Numbers that Count has produced, sent or not. */
    public static final AtomicLong PRODUCED = new AtomicLong();

    /** Calls of Echo and Count that were cancelled: by their client, their deadline or the server. */
    public static final AtomicLong CANCELLED = new AtomicLong();

    /** Whether nothing was produced since it was asked last. */
    public static Callable<Boolean> standsStill() {
        long[] last = {-1};
        return () -> {
            long now = PRODUCED.get();
            boolean same = now == last[0];
            last[0] = now;
            return same;
        };
    }

    @Override
    public Uni<EchoResponse> echo(EchoRequest request) {
        RpcCall.current().ifPresent(ProbeRpc::answerAsAsked);
        Uni<EchoRequest> source = Uni.createFrom().item(request);
        return (request.getDelayMs() == 0
                        ? source
                        : source.onItem().delayIt().by(Duration.ofMillis(request.getDelayMs())))
                .map(ProbeRpc::answer)
                .onCancellation()
                .invoke(CANCELLED::incrementAndGet);
    }

    @Override
    public Uni<EchoResponse> look(EchoRequest request) {
        return echo(request);
    }

    @Override
    public Uni<EchoResponse> fail(FailRequest request) {
        if (request.getSurprise()) {
            throw new IllegalStateException(request.getMessage());
        }
        com.google.rpc.Status.Builder status =
                com.google.rpc.Status.newBuilder().setCode(request.getCode()).setMessage(request.getMessage());
        if (!request.getDetail().isEmpty()) {
            status.addDetails(Any.pack(
                    EchoResponse.newBuilder().setText(request.getDetail()).build()));
        }
        return Uni.createFrom().failure(StatusProto.toStatusRuntimeException(status.build()));
    }

    @Override
    public Uni<EchoResponse> place(PlaceRequest request) {
        return Uni.createFrom().item(EchoResponse.getDefaultInstance());
    }

    @Override
    public Multi<Number> count(CountRequest request) {
        ByteString padding = ByteString.copyFrom(new byte[request.getPadding()]);
        Multi<Number> numbers = Multi.createFrom()
                .range(0, (int) request.getTo())
                .map(i -> Number.newBuilder().setValue(i).setPadding(padding).build())
                .onItem()
                .invoke(PRODUCED::incrementAndGet);
        Multi<Number> end = Multi.createFrom().empty();
        if (request.getLinger()) {
            end = Multi.createFrom().nothing();
        } else if (request.getCode() != 0) {
            end = Multi.createFrom()
                    .failure(Status.fromCodeValue(request.getCode())
                            .withDescription("counted enough")
                            .asRuntimeException());
        }
        return Multi.createBy()
                .concatenating()
                .streams(numbers, end)
                .onCancellation()
                .invoke(CANCELLED::incrementAndGet);
    }

    @Override
    public Uni<Number> sum(Multi<Number> request) {
        return request.map(Number::getValue)
                .collect()
                .with(java.util.stream.Collectors.summingLong(Long::longValue))
                .map(sum -> Number.newBuilder().setValue(sum).build());
    }

    @Override
    public Multi<EchoResponse> chat(Multi<EchoRequest> request) {
        return request.map(ProbeRpc::answer);
    }

    /** Headers and trailers from the server, of text and of bytes. */
    private static void answerAsAsked(RpcCall call) {
        call.headers().get("x-ask").ifPresent(value -> {
            call.responseHeaders().put(Metadata.Key.of("x-answer", Metadata.ASCII_STRING_MARSHALLER), value);
            call.responseTrailers().put(Metadata.Key.of("x-answer-trailer", Metadata.ASCII_STRING_MARSHALLER), value);
        });
        byte[] bytes = call.headers().metadata().get(Metadata.Key.of("x-ask-bin", Metadata.BINARY_BYTE_MARSHALLER));
        if (bytes != null) {
            call.responseTrailers().put(Metadata.Key.of("x-answer-bin", Metadata.BINARY_BYTE_MARSHALLER), bytes);
        }
    }

    private static EchoResponse answer(EchoRequest request) {
        EchoResponse.Builder answer = EchoResponse.newBuilder()
                .setText(request.getText())
                .setPayload(request.getPayload())
                .setOnEventLoop(Context.isOnEventLoopThread())
                .setOnSafeContext(VertxContext.isOnDuplicatedContext() && safe());
        for (String name : new String[] {"x-request-id", "authorization", "host", "x-forwarded-proto"}) {
            CallHeaders.current().get(name).ifPresent(value -> answer.putHeaders(name, value));
        }
        return answer.build();
    }

    private static boolean safe() {
        VertxContextSafetyToggle.validateContextIfExists("not safe", "not safe");
        return true;
    }
}
