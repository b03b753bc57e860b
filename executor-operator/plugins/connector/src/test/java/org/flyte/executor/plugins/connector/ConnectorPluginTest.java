package org.flyte.executor.plugins.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.Map;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.TypeClaim;
import org.flyte.executor.plugin.contract.TaskPluginContract;
import org.flyte.idl.core.TaskExecution.Phase;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plugin does what every plugin does; a job is deleted when it is stopped, and not when it has ended. */
class ConnectorPluginTest extends TaskPluginContract {
    private static FakeConnector connector;

    @BeforeAll
    static void serve() {
        connector = new FakeConnector("remote");
    }

    @AfterAll
    static void end() {
        connector.close();
    }

    /** The contract starts tries as soon as the plugin is made; the operator waits until the type is known. */
    @BeforeEach
    void discover() {
        Eventually.until(() -> plugin().claims("remote") == TypeClaim.YES);
    }

    @Override
    protected TaskPluginProvider provider() {
        return new ConnectorPluginProvider();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "endpoints", "fake=grpc://localhost:" + connector.port(),
                "poll-interval", "50ms",
                "discovery-interval", "100ms");
    }

    @Override
    protected TaskTemplate template() {
        return TaskTemplate.newBuilder().setType("remote").build();
    }

    @Override
    protected TaskTemplate badTemplate() {
        return template().toBuilder()
                .setCustom(Struct.newBuilder()
                        .putFields(
                                "secrets",
                                Value.newBuilder().setStringValue("no map").build()))
                .build();
    }

    @Override
    protected void complete(TaskExecution execution) {
        connector.all(FakeConnector.in(Phase.SUCCEEDED));
    }

    @Test
    void deletesAJobThatRunsAndNoneThatHasEnded() {
        TaskExecution running = started(execution());
        plugin().stop(running);
        Eventually.until(() -> plugin().isStopped(running));
        assertThat(connector.deletes).hasSize(1);

        TaskExecution ended = started(execution());
        complete(ended);
        Eventually.until(() -> plugin().observe(ended).orElseThrow().isOver());
        plugin().stop(ended);
        plugin().stopLeftovers(ended, name -> true);

        assertThat(plugin().isStopped(ended)).isTrue();
        assertThat(plugin().observe(ended)).get().isInstanceOf(Report.Completed.class);
        assertThat(connector.deletes).hasSize(1);
    }

    @BeforeEach
    void forget() {
        connector.deletes.clear();
        connector.jobs.clear();
        connector.creates.clear();
    }
}
