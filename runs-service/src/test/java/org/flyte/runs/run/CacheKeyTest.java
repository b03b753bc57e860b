package org.flyte.runs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralCollection;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.junit.jupiter.api.Test;

/** The expected values were computed by SDK 2.12.1 for the same messages. */
class CacheKeyTest {
    private static final String SDK_INPUTS_HASH = "r88ZXI2hO9JMiic1AUGDmNq8SoUmQiXID/MwZ/XrGd0=";
    private static final String SDK_KEY = "ftmS46SDTwltmUILots2f125+nIm/gOQosa7xSOxWp0=";

    private final NamedLiteral list = NamedLiteral.newBuilder()
            .setName("b")
            .setValue(Literal.newBuilder()
                    .setCollection(LiteralCollection.newBuilder()
                            .addLiterals(Requests.literal("", 2).getValue())
                            .addLiterals(Literal.newBuilder().setHash("h"))))
            .build();
    private final Inputs inputs = Inputs.newBuilder()
            .addLiterals(Requests.literal("x", 1))
            .addLiterals(list)
            .build();

    @Test
    void hashesInputsAsTheSdk() {
        assertThat(InputsHash.of(inputs.getLiteralsList(), Set.of()).value()).isEqualTo(SDK_INPUTS_HASH);
        assertThat(InputsHash.of(List.of(), Set.of()).value()).isEmpty();
        assertThat(InputsHash.of(inputs.getLiteralsList(), Set.of("x", "b")).value())
                .isEmpty();
    }

    @Test
    void givesARootTheKeyThatTheSdkGivesAChild() {
        assertThat(CacheKey.of(task(true), inputs).value()).isEqualTo(SDK_KEY);
        assertThat(CacheKey.of(task(true), new InputsHash(SDK_INPUTS_HASH)).value())
                .isEqualTo(SDK_KEY);
    }

    @Test
    void givesATaskThatIsNotCacheableNoKey() {
        assertThat(CacheKey.of(task(false), inputs).value()).isEmpty();
    }

    private static TaskTemplate task(boolean cacheable) {
        return TaskTemplate.newBuilder()
                .setId(Identifier.newBuilder().setName("pkg.main"))
                .setMetadata(
                        TaskMetadata.newBuilder().setDiscoverable(cacheable).setDiscoveryVersion("1"))
                .setInterface(TypedInterface.newBuilder()
                        .setInputs(variables("x", "b"))
                        .setOutputs(variables("o0")))
                .build();
    }

    private static VariableMap variables(String... names) {
        VariableMap.Builder map = VariableMap.newBuilder();
        for (String name : names) {
            map.addVariables(VariableEntry.newBuilder()
                    .setKey(name)
                    .setValue(Variable.newBuilder()
                            .setType(LiteralType.newBuilder().setSimple(SimpleType.INTEGER))));
        }
        return map.build();
    }
}
