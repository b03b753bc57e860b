package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private static final Instant CREATED = Instant.parse("2026-11-24T10:00:00Z");
    private static final Failure CRASH = Failure.user("Error", "exit code 134");
    private static final Report COMPLETED = Report.Completed.byFiles(CREATED);
    private static final Report CRASHED = new Report.Failed(CRASH, CREATED, true, Details.NONE);
    private static final TaskTemplate WITH_OUTPUTS = Actions.template().build();
    private static final TaskTemplate WITHOUT_OUTPUTS =
            Actions.template().clearInterface().build();

    private final Map<String, Instant> files = new TreeMap<>();
    private final List<String> requests = new ArrayList<>();
    private byte[] written;
    private String errorCode = "ValueError";
    private final Outcomes outcomes = new Outcomes(store(), Configs.executor(Map.of()));

    @Test
    void asksOnceWhetherThereAreAnErrorAndOutputs() {
        write("outputs.pb", CREATED.plusSeconds(1));

        assertThat(outcome(WITH_OUTPUTS, COMPLETED)).isEqualTo(new Observation.Succeeded());
        assertThat(requests).containsExactly("list");
    }

    @Test
    void asksForTheErrorAloneWhereOutputsDoNotMatter() {
        assertThat(outcome(WITHOUT_OUTPUTS, COMPLETED)).isEqualTo(new Observation.Succeeded());
        assertThat(outcome(WITH_OUTPUTS, Report.Failed.of(CRASH, CREATED))).isEqualTo(new Observation.Failed(CRASH));
        assertThat(requests).containsExactly("head", "head");
    }

    @Test
    void readsAnErrorThatIsThere() {
        write("outputs.pb", CREATED.plusSeconds(1));
        write("error.pb", CREATED.plusSeconds(1));

        Observation.Failed failed = (Observation.Failed) outcome(WITH_OUTPUTS, COMPLETED);

        assertThat(failed.failure().code()).isEqualTo("ValueError");
        assertThat(requests).containsExactly("list", "read");
    }

    @Test
    void prefersTheExitCodeToTheOutputsThatAreMissingTherefore() {
        Failure exit = Failure.user("Error", "exit code 3");
        Failure upload = Failure.system("OutputUploadFailed", "the uploader ended with exit code 1");
        errorCode = "OutputUploadFailed";
        write("error.pb", CREATED.plusSeconds(1));

        assertThat(outcome(WITH_OUTPUTS, Report.Failed.of(exit, CREATED))).isEqualTo(new Observation.Failed(exit));
        assertThat(outcome(WITH_OUTPUTS, Report.Failed.of(upload, CREATED)))
                .isNotEqualTo(new Observation.Failed(upload));
        assertThat(outcome(WITH_OUTPUTS, COMPLETED)).isInstanceOf(Observation.Failed.class);
        errorCode = "DivisionByZero";
        assertThat(((Observation.Failed) outcome(WITH_OUTPUTS, Report.Failed.of(exit, CREATED)))
                        .failure()
                        .code())
                .isEqualTo("DivisionByZero");
    }

    @Test
    void ignoresAnErrorOfAnEarlierPod() {
        write("outputs.pb", CREATED.plusSeconds(1));
        write("error.pb", CREATED.minusSeconds(11));

        assertThat(outcome(WITH_OUTPUTS, COMPLETED)).isEqualTo(new Observation.Succeeded());
    }

    @Test
    void failsWithoutTheDeclaredOutputs() {
        write("outputs.pb.part", CREATED.plusSeconds(1));

        Observation.Failed failed = (Observation.Failed) outcome(WITH_OUTPUTS, COMPLETED);

        assertThat(failed.failure().code()).isEqualTo("OutputsNotFound");
        assertThat(requests).containsExactly("list");
    }

    @Test
    void succeedsAfterACrashThatLeftOutputs() {
        assertThat(outcome(WITHOUT_OUTPUTS, CRASHED)).isEqualTo(new Observation.Failed(CRASH));
        write("outputs.pb", CREATED.plusSeconds(1));
        assertThat(outcome(WITHOUT_OUTPUTS, CRASHED)).isEqualTo(new Observation.Succeeded());
    }

    @Test
    void asksForEachFileOfAFolderWithManyObjects() {
        for (int i = 0; i < 30; i++) {
            write("_flytecheckpoints/%02d".formatted(i), CREATED);
        }
        write("outputs.pb", CREATED.plusSeconds(1));

        assertThat(outcome(WITH_OUTPUTS, COMPLETED)).isEqualTo(new Observation.Succeeded());
        assertThat(requests).containsExactly("list", "head", "head");
    }

    @Test
    void writesTheOutputsOfAReport() {
        Outputs outputs = Outputs.newBuilder()
                .addLiterals(NamedLiteral.newBuilder().setName("o0"))
                .build();
        write("error.pb", CREATED.plusSeconds(1));

        assertThat(outcome(WITH_OUTPUTS, Report.Completed.with(outputs, CREATED)))
                .isEqualTo(new Observation.Succeeded());
        assertThat(requests).containsExactly("write");
        assertThat(written).isEqualTo(outputs.toByteArray());
    }

    private Observation outcome(TaskTemplate template, Report report) {
        return outcomes.of(execution(template), report);
    }

    private void write(String name, Instant at) {
        files.put(execution(WITH_OUTPUTS).files().folder() + "/" + name, at);
    }

    private static TaskExecution execution(TaskTemplate template) {
        TaskAction action = Actions.action("flyte", "/store", template, spec -> {
            spec.runName = "r1";
            spec.runOutputBase = "/store/p/d/r1/";
        });
        return new TaskExecution(action, template, 1, 0);
    }

    private ObjectStore store() {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    requests.add(method.getName());
                    String address = (String) arguments[0];
                    return switch (method.getName()) {
                        case "head" -> Optional.ofNullable(files.get(address)).map(at -> info(address, at));
                        case "list" ->
                            files.entrySet().stream()
                                    .filter(file -> file.getKey().startsWith(address))
                                    .limit((int) arguments[1])
                                    .map(file -> info(file.getKey(), file.getValue()))
                                    .toList();
                        case "read" ->
                            ErrorDocument.newBuilder()
                                    .setError(ContainerError.newBuilder().setCode(errorCode))
                                    .build()
                                    .toByteArray();
                        case "write" -> {
                            written = (byte[]) arguments[1];
                            yield null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private static ObjectInfo info(String address, Instant at) {
        return new ObjectInfo(address, 1, at);
    }
}
