package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditGateTest {
    @ParameterizedTest(name = "{0}, strict={1}, full={2}: served {3}")
    @CsvSource({
        "AbortRun, true,  true,  false",
        "AbortRun, true,  false, true",
        "AbortRun, false, true,  true",
        "ListRuns, true,  true,  true",
    })
    void refusesChangesThatCannotBeRecorded(String method, boolean strict, boolean full, boolean served) {
        AuditQueue queue = new AuditQueue(1);
        if (full) {
            queue.offer(TestEvents.event("alice"));
        }
        Call call = new Call(method);
        boolean[] started = {false};

        var unused = new AuditGate(new TestConfig(true, strict, 1), queue)
                .interceptCall(call, new Metadata(), (_, _) -> {
                    started[0] = true;
                    return new ServerCall.Listener<>() {};
                });

        assertThat(started[0]).isEqualTo(served);
        assertThat(call.status == null).isEqualTo(served);
        if (!served) {
            assertThat(call.status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    private static final class Call extends ServerCall<byte[], byte[]> {
        private final MethodDescriptor<byte[], byte[]> method;
        private Status status;

        Call(String name) {
            method = MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("flyteidl2.workflow.RunService/" + name)
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();
        }

        @Override
        public void request(int messages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(byte[] message) {}

        @Override
        public void close(Status end, Metadata trailers) {
            status = end;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<byte[], byte[]> getMethodDescriptor() {
            return method;
        }
    }

    /** Messages of methods that nobody sends. */
    static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
