package org.flyte.executor.plugins.connector.job.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.Report;
import org.flyte.idl.connector.Resource;
import org.flyte.idl.core.TaskExecution.Phase;
import org.flyte.idl.core.TaskLog;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the answers of connectors become. */
class JobReportsTest {
    private static final Instant CREATED = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant RUNNING = Instant.parse("2026-11-24T10:05:00Z");

    @ParameterizedTest
    @CsvSource({
        "QUEUED,QUEUED",
        "WAITING_FOR_RESOURCES,WAITING",
        "INITIALIZING,INITIALIZING",
        "RUNNING,RUNNING",
    })
    void saysWhereAJobStands(Phase phase, Report.Phase expected) {
        Report report = report(resource(phase, "busy"), Stream.of());

        assertThat(report)
                .isEqualTo(new Report.Active(
                        expected, "busy", expected == Report.Phase.RUNNING ? RUNNING : CREATED, null, Details.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED,out of quota,USER,false,out of quota",
        "FAILED,'',USER,false,the job failed",
        "RETRYABLE_FAILED,node lost,USER,true,node lost",
        "RETRYABLE_FAILED,'',USER,true,the job failed",
        "ABORTED,'',USER,false,the job was aborted by somebody else",
    })
    void saysHowAJobFailed(Phase phase, String message, Failure.Kind kind, boolean retryable, String expected) {
        assertThat(report(resource(phase, message), Stream.of()))
                .isEqualTo(Report.Failed.of(new Failure("TaskFailedWithError", kind, retryable, expected), CREATED));
    }

    @ParameterizedTest
    @CsvSource({
        // declared, returned, expected
        "'','',files",
        "'',a,files",
        "a,'',files",
        "a,a,outputs",
        "a,a b,outputs",
        "a b,a,missing b",
    })
    void takesTheOutputsThatTheTaskDeclares(String declared, String returned, String expected) {
        Resource.Builder resource = resource(Phase.SUCCEEDED, "").toBuilder();
        Outputs.Builder outputs = Outputs.newBuilder();
        names(returned)
                .forEach(name -> outputs.addLiterals(NamedLiteral.newBuilder().setName(name)));
        if (!returned.isEmpty()) {
            resource.setOutputs(outputs);
        }

        Report report = report(resource.build(), names(declared));

        if (expected.startsWith("missing")) {
            assertThat(report).isInstanceOfSatisfying(Report.Failed.class, failed -> {
                assertThat(failed.failure().code()).isEqualTo("OutputsNotFound");
                assertThat(failed.failure().message()).endsWith("output b");
            });
        } else {
            assertThat(report)
                    .isInstanceOfSatisfying(
                            Report.Completed.class,
                            completed -> assertThat(completed.outputs())
                                    .isEqualTo(
                                            expected.equals("outputs")
                                                    ? Optional.of(outputs.build())
                                                    : Optional.empty()));
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "99"})
    void knowsThatAPhaseSaysNothing(int phase) {
        Resource resource = Resource.newBuilder().setPhaseValue(phase).build();

        assertThatThrownBy(() -> Resources.observed(resource)).hasMessageContaining("phase " + phase);
    }

    @Test
    void showsTheLinksThatConsolesCanShow() {
        Resource.Builder resource = resource(Phase.RUNNING, "").toBuilder()
                .addLogLinks(TaskLog.newBuilder().setName("board").setUri("u1").setLinkType(TaskLog.LinkType.DASHBOARD))
                .addLogLinks(TaskLog.newBuilder().setUri("u2").setLinkType(TaskLog.LinkType.IDE))
                .addLogLinks(TaskLog.newBuilder().setName("no address"))
                .addLogLinks(TaskLog.newBuilder().setName("long").setUri("u".repeat(3_000)));
        for (int i = 0; i < 30; i++) {
            resource.addLogLinks(TaskLog.newBuilder().setName("n" + i).setUri("v" + i));
        }

        assertThat(Resources.observed(resource.build()).links())
                .hasSize(Details.MAX_LINKS)
                .startsWith(new Link("board", "u1", Link.Kind.DASHBOARD), new Link("Logs", "u2", Link.Kind.IDE));
    }

    private static Stream<String> names(String text) {
        return Stream.of(text.split(" ")).filter(name -> !name.isEmpty());
    }

    private static Resource resource(Phase phase, String message) {
        return Resource.newBuilder().setPhase(phase).setMessage(message).build();
    }

    private static Report report(Resource resource, Stream<String> outputs) {
        VariableMap.Builder declared = VariableMap.newBuilder();
        outputs.forEach(name -> declared.addVariables(VariableEntry.newBuilder().setKey(name)));
        TaskTemplate template = TaskTemplate.newBuilder()
                .setInterface(TypedInterface.newBuilder().setOutputs(declared))
                .build();
        return JobReports.report(Resources.observed(resource), template, CREATED, Optional.of(RUNNING), Details.NONE);
    }
}
