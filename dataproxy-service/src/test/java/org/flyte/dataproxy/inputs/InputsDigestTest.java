package org.flyte.dataproxy.inputs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.dataproxy.support.Given;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralMap;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class InputsDigestTest {
    @Test
    void ignoresTheOrderOfInputs() throws Exception {
        PropertyCheck.forAll(200, draw -> {
            Map<String, String> values = new HashMap<>();
            draw.list(0, 8, d -> d.letters(1, 5)).forEach(name -> values.put(name, wellFormed(draw.text(255))));
            List<NamedLiteral> literals = new ArrayList<>();
            values.forEach((name, value) -> literals.add(Given.literal(name, value)));
            InputsDigest ordered =
                    InputsDigest.of(Inputs.newBuilder().addAllLiterals(literals).build(), List.of());
            Collections.shuffle(literals, draw.random());
            InputsDigest shuffled =
                    InputsDigest.of(Inputs.newBuilder().addAllLiterals(literals).build(), List.of());

            assertThat(shuffled.inputsHash()).isEqualTo(ordered.inputsHash());
        });
    }

    @Test
    void storesTheContextButDoesNotHashIt() throws Exception {
        Inputs plain = Given.inputs("x", "1");
        Inputs withContext =
                plain.toBuilder().addContext(Given.context("k", "v")).build();

        InputsDigest digest = InputsDigest.of(withContext, List.of());

        assertThat(digest.inputsHash())
                .isEqualTo(InputsDigest.of(plain, List.of()).inputsHash());
        assertThat(digest.contentAddress())
                .isNotEqualTo(InputsDigest.of(plain, List.of()).contentAddress());
        assertThat(Inputs.parseFrom(digest.content())).isEqualTo(withContext);
    }

    @Test
    void storesIgnoredInputsButDoesNotHashThem() {
        InputsDigest one = InputsDigest.of(Given.inputs("x", "1", "debug", "a"), List.of("debug"));
        InputsDigest two = InputsDigest.of(Given.inputs("x", "1", "debug", "b"), List.of("debug"));

        assertThat(two.inputsHash()).isEqualTo(one.inputsHash());
        assertThat(two.contentAddress()).isNotEqualTo(one.contentAddress());
    }

    @Test
    void hashesNamesAndValues() {
        String hash = InputsDigest.of(Given.inputs("x", "1"), List.of()).inputsHash();

        assertThat(InputsDigest.of(Given.inputs("x", "2"), List.of()).inputsHash())
                .isNotEqualTo(hash);
        assertThat(InputsDigest.of(Given.inputs("y", "1"), List.of()).inputsHash())
                .isNotEqualTo(hash);
    }

    @Test
    void serializesEqualMapsToEqualBytes() {
        Inputs.Builder one = Inputs.newBuilder();
        Inputs.Builder two = Inputs.newBuilder();
        LiteralMap.Builder first = LiteralMap.newBuilder();
        LiteralMap.Builder second = LiteralMap.newBuilder();
        for (int i = 0; i < 50; i++) {
            first.putLiterals("key" + i, Literal.getDefaultInstance());
            second.putLiterals("key" + (49 - i), Literal.getDefaultInstance());
        }
        one.addLiteralsBuilder().setName("m").getValueBuilder().setMap(first);
        two.addLiteralsBuilder().setName("m").getValueBuilder().setMap(second);

        assertThat(InputsDigest.of(one.build(), List.of()).contentAddress())
                .isEqualTo(InputsDigest.of(two.build(), List.of()).contentAddress());
    }

    /** The same text with lone surrogates replaced, which no message can hold. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }
}
