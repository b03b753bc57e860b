package org.flyte.executor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Durations;
import java.time.Duration;
import java.time.Instant;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.contract.TaskPluginContract;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;
import org.junit.jupiter.api.Test;

class CoreSleepTest extends TaskPluginContract {
    private static final int SECONDS = 10;

    @Override
    protected TaskPluginProvider provider() {
        return new CoreSleepProvider();
    }

    @Override
    protected TaskTemplate template() {
        TaskTemplate.Builder template = Interfaces.template("core-sleep");
        template.getInterfaceBuilder()
                .getInputsBuilder()
                .addVariables(Interfaces.variable("duration", SimpleType.DURATION));
        return template.build();
    }

    @Override
    protected TaskTemplate badTemplate() {
        TaskTemplate.Builder template = template().toBuilder();
        template.getInterfaceBuilder().getOutputsBuilder().addVariables(Interfaces.variable("o0", SimpleType.DURATION));
        return template.build();
    }

    @Override
    protected Inputs inputs() {
        return inputs(Primitive.newBuilder()
                .setDuration(Durations.fromSeconds(SECONDS))
                .build());
    }

    private static Inputs inputs(Primitive value) {
        return Inputs.newBuilder()
                .addLiterals(NamedLiteral.newBuilder()
                        .setName("duration")
                        .setValue(Literal.newBuilder()
                                .setScalar(Scalar.newBuilder().setPrimitive(value))))
                .build();
    }

    @Override
    protected void complete(TaskExecution execution) {
        context().clock().advance(Duration.ofSeconds(SECONDS));
    }

    @Test
    void sleepsFromItsStartOn() {
        Instant start = context().clock().instant();
        TaskExecution execution = started(execution());
        context().clock().advance(Duration.ofSeconds(4));

        assertThat(plugin().observe(execution)).get().isInstanceOfSatisfying(Report.Active.class, active -> {
            assertThat(active.phase()).isEqualTo(Report.Phase.RUNNING);
            assertThat(active.since()).isEqualTo(start);
            assertThat(active.checkAt()).isEqualTo(start.plusSeconds(SECONDS));
        });
        context().clock().advance(Duration.ofSeconds(6));
        assertThat(plugin().observe(execution)).contains(Report.Completed.with(Outputs.getDefaultInstance(), start));
    }

    @Test
    void endsAtOnceWithoutADuration() {
        TaskExecution execution = execution();
        Primitive zero =
                Primitive.newBuilder().setDuration(Durations.fromSeconds(0)).build();
        context().files().write(execution.inputs().file(), inputs(zero).toByteArray());

        assertThat(plugin().observe(started(execution))).get().isInstanceOf(Report.Completed.class);
    }

    @Test
    void refusesAnInputThatIsNoDuration() {
        TaskExecution execution = execution();
        Primitive number = Primitive.newBuilder().setInteger(3).build();
        context().files().write(execution.inputs().file(), inputs(number).toByteArray());

        assertThatThrownBy(() -> plugin().start(execution))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("'duration'");
    }

    @Test
    void failsForGoodWhenItsStateCannotBeRead() {
        TaskExecution execution = started(execution());
        execution.action().getStatus().pluginState = "{\"version\":99}";

        assertThat(plugin().observe(execution)).get().isInstanceOfSatisfying(Report.Failed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("CorruptedPluginState");
            assertThat(failed.failure().retryable()).isFalse();
        });
    }
}
