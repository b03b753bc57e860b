package org.flyte.platform.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flyte.platform.connect.probe.Wire;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.FailRequest;
import org.flyte.platform.connect.probe.api.Number;
import org.flyte.platform.connect.probe.api.ProbeGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GrpcTest {
    private ManagedChannel channel;
    private ProbeGrpc.ProbeBlockingStub stub;

    @BeforeEach
    void connect() {
        channel = Wire.channel();
        stub = ProbeGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void givesUnaryCallsTheirHeaders() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), "r1");

        var answer = stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withCompression("gzip")
                .echo(EchoRequest.newBuilder().setText("hello").build());

        assertThat(answer.getText()).isEqualTo("hello");
        assertThat(answer.getHeadersMap()).containsEntry("x-request-id", "r1").containsKey("host");
        assertThat(answer.getOnSafeContext()).isTrue();
    }

    @Test
    void keepsCodeAndTextOfErrors() {
        var request =
                FailRequest.newBuilder().setCode(5).setMessage("no ä % such").build();

        assertThatThrownBy(() -> stub.fail(request))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("NOT_FOUND: no ä % such");
    }

    @Test
    void streamsCompletelyAndInOrder() {
        List<Long> values = new ArrayList<>();

        stub.count(CountRequest.newBuilder().setTo(10_000).build())
                .forEachRemaining(number -> values.add(number.getValue()));

        assertThat(values).hasSize(10_000).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void receivesClientStreams() throws Exception {
        var sum = new CompletableFuture<Number>();
        var requests = ProbeGrpc.newStub(channel).sum(into(sum));
        for (int i = 1; i <= 1_000; i++) {
            requests.onNext(Number.newBuilder().setValue(i).build());
        }
        requests.onCompleted();

        assertThat(sum.get(10, TimeUnit.SECONDS).getValue()).isEqualTo(500_500);
    }

    @Test
    void answersBidiStreamsBeforeTheClientFinishes() throws Exception {
        var answers = new java.util.concurrent.LinkedBlockingQueue<String>();
        var requests = ProbeGrpc.newStub(channel).chat(new StreamObserver<>() {
            @Override
            public void onNext(org.flyte.platform.connect.probe.api.EchoResponse value) {
                answers.add(value.getText());
            }

            @Override
            public void onError(Throwable failure) {
                answers.add(failure.getMessage());
            }

            @Override
            public void onCompleted() {
                answers.add("end");
            }
        });

        requests.onNext(EchoRequest.newBuilder().setText("one").build());
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
        requests.onNext(EchoRequest.newBuilder().setText("two").build());
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("two");
        requests.onCompleted();
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("end");
    }

    @Test
    void endsTheCallAtTheDeadline() {
        var request = EchoRequest.newBuilder().setDelayMs(10_000).build();

        assertThatThrownBy(
                        () -> stub.withDeadlineAfter(200, TimeUnit.MILLISECONDS).echo(request))
                .hasMessageContaining("DEADLINE_EXCEEDED");
    }

    private static <T> StreamObserver<T> into(CompletableFuture<T> result) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T value) {
                result.complete(value);
            }

            @Override
            public void onError(Throwable failure) {
                result.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        };
    }
}
