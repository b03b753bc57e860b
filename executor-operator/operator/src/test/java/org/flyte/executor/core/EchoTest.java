package org.flyte.executor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flyte.executor.plugin.PluginSettings;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.executor.plugin.contract.ContractContext;
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

class EchoTest extends TaskPluginContract {
    private static final Literal VALUE = Literal.newBuilder()
            .setScalar(Scalar.newBuilder().setPrimitive(Primitive.newBuilder().setStringValue("hello")))
            .build();

    @Override
    protected TaskPluginProvider provider() {
        return new EchoProvider();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("sleep", "3s");
    }

    @Override
    protected TaskTemplate template() {
        return template(1, 1);
    }

    @Override
    protected TaskTemplate badTemplate() {
        return template(1, 0);
    }

    private static TaskTemplate template(int inputs, int outputs) {
        TaskTemplate.Builder template = Interfaces.template("echo");
        for (int i = 0; i < inputs; i++) {
            template.getInterfaceBuilder()
                    .getInputsBuilder()
                    .addVariables(Interfaces.variable("x" + i, SimpleType.STRING));
        }
        for (int i = 0; i < outputs; i++) {
            template.getInterfaceBuilder()
                    .getOutputsBuilder()
                    .addVariables(Interfaces.variable("o" + i, SimpleType.STRING));
        }
        return template.build();
    }

    @Override
    protected Inputs inputs() {
        return Inputs.newBuilder()
                .addLiterals(NamedLiteral.newBuilder().setName("x0").setValue(VALUE))
                .build();
    }

    @Override
    protected void complete(TaskExecution execution) {
        context().clock().advance(Duration.ofSeconds(3));
    }

    @Test
    void givesBackItsInput() {
        TaskExecution execution = started(execution());

        assertThat(context().files().outputs(execution))
                .isEqualTo(Outputs.newBuilder()
                        .addLiterals(NamedLiteral.newBuilder().setName("o0").setValue(VALUE))
                        .build());
        assertThat(plugin().observe(execution)).get().isInstanceOf(Report.Active.class);
    }

    @Test
    void endsWithoutInputAndOutput() {
        TaskExecution execution = started(execution().with(template(0, 0)));
        complete(execution);

        assertThat(plugin().observe(execution)).get().isInstanceOf(Report.Completed.class);
        assertThat(context().files().outputs(execution)).isEqualTo(Outputs.getDefaultInstance());
    }

    @Test
    void refusesInputsThatItDoesNotHave() {
        TaskExecution several = execution().with(template(2, 2));
        TaskExecution without = execution();
        context().files().write(without.inputs().file(), new byte[0]);

        assertThatThrownBy(() -> plugin().start(several)).hasMessageContaining("2 and 2");
        assertThatThrownBy(() -> plugin().start(without)).hasMessageContaining("'x0'");
    }

    @Test
    void refusesSettingsThatAreWrong() {
        for (Map<String, String> wrong : List.of(Map.of("sleep", "long"), Map.of("slep", "1s"))) {
            ContractContext context = new ContractContext(null, new PluginSettings("echo", wrong));

            assertThatThrownBy(() -> provider().create(context))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("flyte.executor.plugin.echo."
                            + wrong.keySet().iterator().next());
        }
    }
}
