package org.flyte.dataproxy.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.idl.dataproxy.DataProxyServiceGrpc.DataProxyServiceBlockingStub;
import org.flyte.platform.storage.ObjectStore;
import org.junit.jupiter.api.BeforeEach;

/** A running data proxy with one known project, and a client of it. */
public abstract class DataProxyTestBase {
    @GrpcClient("proxy")
    protected DataProxyServiceBlockingStub proxy;

    @ConfigProperty(name = "quarkus.http.test-port")
    protected int port;

    @Inject
    protected StubRuns runs;

    @Inject
    protected ObjectStore store;

    @BeforeEach
    void addProject() {
        runs.projects.add(Given.PROJECT);
    }

    /** The call fails with the code, and its message is one line that contains the text. */
    protected static void assertFails(Status.Code code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).as(failure.getMessage()).isEqualTo(code);
            assertThat(failure.getStatus().getDescription()).contains(message).doesNotContain("\n");
        });
    }
}
