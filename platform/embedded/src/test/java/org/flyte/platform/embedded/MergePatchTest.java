package org.flyte.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    private final ObjectMapper mapper = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":\"b\"}                | {\"a\":\"c\"}              | {\"a\":\"c\"}",
                "{\"a\":[1,2]}                | {\"a\":[3]}                | {\"a\":[3]}",
                "{\"a\":\"b\",\"c\":1}        | {\"a\":null}               | {\"c\":1}",
                "{\"a\":{\"x\":1,\"y\":2}}    | {\"a\":{\"y\":null,\"z\":3}} | {\"a\":{\"x\":1,\"z\":3}}",
                "{}                           | {\"a\":{\"b\":{\"c\":null}}} | {\"a\":{\"b\":{}}}",
                "{\"a\":[1]}                  | {\"a\":{\"b\":1}}          | {\"a\":{\"b\":1}}",
            })
    void followsTheRfc(String target, String patch, String expected) throws JsonProcessingException {
        assertThat(new MergePatch(mapper.readTree(patch)).applyTo(mapper.readTree(target)))
                .isEqualTo(mapper.readTree(expected));
    }
}
