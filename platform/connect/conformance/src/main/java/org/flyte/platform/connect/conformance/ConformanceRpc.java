package org.flyte.platform.connect.conformance;

import com.google.protobuf.Any;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.connect.conformance.api.BidiStreamRequest;
import org.flyte.platform.connect.conformance.api.BidiStreamResponse;
import org.flyte.platform.connect.conformance.api.ClientStreamRequest;
import org.flyte.platform.connect.conformance.api.ClientStreamResponse;
import org.flyte.platform.connect.conformance.api.ConformancePayload;
import org.flyte.platform.connect.conformance.api.IdempotentUnaryRequest;
import org.flyte.platform.connect.conformance.api.IdempotentUnaryResponse;
import org.flyte.platform.connect.conformance.api.MutinyConformanceServiceGrpc;
import org.flyte.platform.connect.conformance.api.ServerStreamRequest;
import org.flyte.platform.connect.conformance.api.ServerStreamResponse;
import org.flyte.platform.connect.conformance.api.StreamResponseDefinition;
import org.flyte.platform.connect.conformance.api.UnaryRequest;
import org.flyte.platform.connect.conformance.api.UnaryResponse;
import org.flyte.platform.connect.conformance.api.UnaryResponseDefinition;

/** Does what the runner's requests ask for, with nothing but ordinary Mutiny methods. */
@GrpcService
class ConformanceRpc extends MutinyConformanceServiceGrpc.ConformanceServiceImplBase {
    @Override
    public Uni<UnaryResponse> unary(UnaryRequest request) {
        return answer(request.getResponseDefinition(), List.of(Any.pack(request)))
                .map(payload -> UnaryResponse.newBuilder().setPayload(payload).build());
    }

    @Override
    public Uni<IdempotentUnaryResponse> idempotentUnary(IdempotentUnaryRequest request) {
        return answer(request.getResponseDefinition(), List.of(Any.pack(request)))
                .map(payload ->
                        IdempotentUnaryResponse.newBuilder().setPayload(payload).build());
    }

    @Override
    public Uni<ClientStreamResponse> clientStream(Multi<ClientStreamRequest> requests) {
        return requests.collect()
                .asList()
                .chain(all -> answer(
                        all.isEmpty()
                                ? UnaryResponseDefinition.getDefaultInstance()
                                : all.getFirst().getResponseDefinition(),
                        all.stream().map(Any::pack).toList()))
                .map(payload ->
                        ClientStreamResponse.newBuilder().setPayload(payload).build());
    }

    @Override
    public Multi<ServerStreamResponse> serverStream(ServerStreamRequest request) {
        Script script = new Script(request.getResponseDefinition(), List.of(Any.pack(request)));
        return script.rest()
                .map(payload ->
                        ServerStreamResponse.newBuilder().setPayload(payload).build());
    }

    @Override
    public Multi<BidiStreamResponse> bidiStream(Multi<BidiStreamRequest> requests) {
        Dialogue dialogue = new Dialogue();
        Multi<ConformancePayload> during = requests.onItem()
                .transformToMultiAndConcatenate(dialogue::onRequest)
                .select()
                .first(Optional::isPresent)
                .map(Optional::get);
        Multi<ConformancePayload> after = Multi.createFrom().deferred(dialogue::onEnd);
        return Multi.createBy()
                .concatenating()
                .streams(during, after)
                .map(payload -> BidiStreamResponse.newBuilder().setPayload(payload).build());
    }

    private static Uni<ConformancePayload> answer(UnaryResponseDefinition definition, List<Any> requests) {
        RpcCall call = RpcCall.current().orElseThrow();
        Echo.addAll(definition.getResponseHeadersList(), call.responseHeaders());
        Echo.addAll(definition.getResponseTrailersList(), call.responseTrailers());
        var info = Echo.of(call, requests);
        Uni<ConformancePayload> answer = definition.hasError()
                ? Uni.createFrom().failure(Echo.failure(definition.getError(), info))
                : Uni.createFrom()
                        .item(ConformancePayload.newBuilder()
                                .setData(definition.getResponseData())
                                .setRequestInfo(info)
                                .build());
        Uni<Void> delay = Pause.of(definition.getResponseDelayMs());
        return delay.chain(() -> answer);
    }

    /** The requests of a bidirectional stream and what they have asked for. */
    private static final class Dialogue {
        private final RpcCall call = RpcCall.current().orElseThrow();
        private final List<Any> pending = new ArrayList<>();
        private Script script;
        private boolean fullDuplex;

        /** Answers a request of a full-duplex stream; an empty answer ends the dialogue. */
        Multi<Optional<ConformancePayload>> onRequest(BidiStreamRequest request) {
            pending.add(Any.pack(request));
            if (script == null) {
                script = new Script(call, request.getResponseDefinition(), pending);
                fullDuplex = request.getFullDuplex();
            }
            if (!fullDuplex) {
                return Multi.createFrom().empty();
            }
            return script.hasNext()
                    ? script.next().map(Optional::of).toMulti()
                    : Multi.createFrom().item(Optional.empty());
        }

        Multi<ConformancePayload> onEnd() {
            return script == null ? Multi.createFrom().empty() : script.rest();
        }
    }

    /** The responses that a stream definition lists, one after the other. */
    private static final class Script {
        private final RpcCall call;
        private final StreamResponseDefinition definition;
        private final List<Any> requests;
        private int sent;

        Script(StreamResponseDefinition definition, List<Any> requests) {
            this(RpcCall.current().orElseThrow(), definition, requests);
        }

        Script(RpcCall call, StreamResponseDefinition definition, List<Any> requests) {
            this.call = call;
            this.definition = definition;
            this.requests = requests;
            Echo.addAll(definition.getResponseHeadersList(), call.responseHeaders());
            Echo.addAll(definition.getResponseTrailersList(), call.responseTrailers());
        }

        boolean hasNext() {
            return sent < definition.getResponseDataCount();
        }

        Uni<ConformancePayload> next() {
            ConformancePayload.Builder payload =
                    ConformancePayload.newBuilder().setData(definition.getResponseData(sent));
            if (sent == 0) {
                payload.setRequestInfo(Echo.of(call, requests));
            } else if (requests instanceof ArrayList<Any> && !requests.isEmpty()) {
                payload.getRequestInfoBuilder().addAllRequests(requests);
            }
            if (requests instanceof ArrayList<Any>) {
                requests.clear();
            }
            sent++;
            return Pause.of(definition.getResponseDelayMs()).replaceWith(payload.build());
        }

        Multi<ConformancePayload> rest() {
            Multi<ConformancePayload> payloads = Multi.createBy()
                    .repeating()
                    .uni(() -> hasNext() ? next() : Uni.createFrom().<ConformancePayload>nullItem())
                    .whilst(payload -> hasNext());
            Multi<ConformancePayload> end = Multi.createFrom().deferred(() -> definition.hasError()
                    ? Multi.createFrom()
                            .failure(Echo.failure(
                                    definition.getError(), sent == 0 ? Echo.of(call, requests) : null))
                    : Multi.createFrom().empty());
            return hasNext() ? Multi.createBy().concatenating().streams(payloads, end) : end;
        }
    }

    private static final class Pause {
        static Uni<Void> of(int millis) {
            Uni<Void> now = Uni.createFrom().voidItem();
            return millis == 0 ? now : now.onItem().delayIt().by(Duration.ofMillis(millis));
        }
    }
}
