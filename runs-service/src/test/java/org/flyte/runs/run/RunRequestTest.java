package org.flyte.runs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.util.Set;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Labels;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.Schedule;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.task.TriggerAutomationSpecType;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.run.NewRun.Call;
import org.flyte.runs.run.RunRequest.GivenInputs;
import org.flyte.runs.trigger.RunTrigger;
import org.flyte.runs.trigger.TriggerKey;
import org.junit.jupiter.api.Test;

class RunRequestTest {
    private static final Timestamp DUE =
            Timestamp.newBuilder().setSeconds(1_800_000_000).build();
    private static final RunSpec LABELLED = RunSpec.newBuilder()
            .setLabels(Labels.newBuilder().putValues("a", "b"))
            .build();

    private final RunRequestParser parser = new RunRequestParser();

    @Test
    void takesInputsAndSettingsOfItsTrigger() {
        RunRequest completed =
                absent().completedBy(trigger(TriggerSpec.newBuilder().setInputs(Requests.inputs(7)), ""), Set.of());

        assertThat(completed.inputs()).isEqualTo(new GivenInputs.Inline(Requests.inputs(7)));
        assertThat(completed.settings()).isEqualTo(LABELLED);
    }

    @Test
    void addsTheDueTimeToInlineInputsAndKeepsTheirContext() {
        Inputs inputs = Inputs.newBuilder()
                .addLiterals(Requests.literal("x", 1))
                .addLiterals(Requests.literal("at", 2))
                .addContext(KeyValuePair.newBuilder().setKey("k"))
                .build();

        RunRequest completed =
                due().completedBy(trigger(TriggerSpec.newBuilder().setInputs(inputs), "at"), Set.of());

        Inputs given = ((GivenInputs.Inline) completed.inputs()).inputs();
        assertThat(given.getLiteralsList()).extracting(NamedLiteral::getName).containsExactly("x", "at");
        assertThat(given.getLiterals(1).getValue().getScalar().getPrimitive().getDatetime())
                .isEqualTo(DUE);
        assertThat(given.getContextCount()).isOne();
    }

    @Test
    void distinguishesCacheEntriesOfUploadedInputsByTheDueTime() {
        TriggerSpec.Builder spec = TriggerSpec.newBuilder()
                .setOffloadedInputData(
                        OffloadedInputData.newBuilder().setUri("s3://b/up").setInputsHash("h"));

        assertThat(due().completedBy(trigger(spec, "at"), Set.of()).inputs())
                .isEqualTo(new GivenInputs.Uploaded("s3://b/up", "h|runStartTime=2027-01-15T08:00:00Z"));
        assertThat(due().completedBy(trigger(spec, "at"), Set.of("at")).inputs())
                .isEqualTo(new GivenInputs.Uploaded("s3://b/up", "h"));
    }

    @Test
    void keepsWhatTheRequestSaysItself() {
        RunSpec own = RunSpec.newBuilder()
                .setLabels(Labels.newBuilder().putValues("own", "1"))
                .build();
        RunRequest request =
                parser.parse(Requests.named("r").toBuilder().setRunSpec(own).build());

        RunRequest completed =
                request.completedBy(trigger(TriggerSpec.newBuilder().setInputs(Requests.inputs(7)), "at"), Set.of());

        assertThat(completed.inputs()).isEqualTo(new GivenInputs.Inline(Requests.inputs(1)));
        assertThat(completed.settings()).isEqualTo(own);
    }

    @Test
    void hasOneFingerprintForOneRequestUnderOneId() {
        CreateRunRequest request = Requests.unnamed();

        RequestFingerprint first = fingerprint(request, "id", "alice");

        assertThat(fingerprint(request, "id", "alice")).isEqualTo(first);
        assertThat(fingerprint(request, "other", "alice")).isNotEqualTo(first);
        assertThat(fingerprint(request, "id", "bob")).isNotEqualTo(first);
        assertThat(fingerprint(request.toBuilder().setInputs(Requests.inputs(2)).build(), "id", "alice"))
                .isNotEqualTo(first);
        assertThat(fingerprint(
                        request.toBuilder().setTaskSpec(Requests.spec("o")).build(), "id", "alice"))
                .isNotEqualTo(first);
        assertThat(fingerprint(request.toBuilder().clearInputs().build(), "id", "alice"))
                .isNotEqualTo(first);
        assertThat(fingerprint(
                        request.toBuilder()
                                .setOffloadedInputData(
                                        OffloadedInputData.newBuilder().setUri("u"))
                                .build(),
                        "id",
                        "alice"))
                .isNotEqualTo(first);
        assertThat(fingerprint(request, "", "alice")).isNull();
        assertThat(fingerprint(Requests.named("r"), "id", "alice")).isNull();
    }

    private RequestFingerprint fingerprint(CreateRunRequest request, String id, String subject) {
        TaskSpec spec = request.getTaskSpec();
        return RequestFingerprint.of(new Call(id, subject, null, null, null), parser.parse(request), SpecBlob.of(spec));
    }

    private RunRequest absent() {
        return parser.parse(Requests.named("r").toBuilder().clearInputs().build());
    }

    private RunRequest due() {
        return parser.parse(Requests.named("r").toBuilder()
                .clearInputs()
                .setRunStartTime(DUE)
                .build());
    }

    private static RunTrigger trigger(TriggerSpec.Builder spec, String kickoff) {
        return new RunTrigger(
                new TriggerKey("p", "d", "t", "n"),
                1,
                spec.setRunSpec(LABELLED).build(),
                TriggerAutomationSpec.newBuilder()
                        .setType(TriggerAutomationSpecType.TYPE_SCHEDULE)
                        .setSchedule(Schedule.newBuilder().setKickoffTimeInputArg(kickoff))
                        .build());
    }
}
