package org.flyte.platform.connect.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.UInt64Value;
import io.grpc.StatusException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final JsonCodec codec = new JsonCodec(TypeRegistry.getEmptyTypeRegistry());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e100000000",
                "1E+100000000",
                "-1.5e100000000",
                "\"1e100000000\"",
                "\"1\\u0065100000000\"",
                "1e-100000000"
            })
    void refusesNumbersThatWouldBecomeAsManyDigits(String number) {
        assertTimeoutPreemptively(
                SOON,
                () -> assertThatThrownBy(() -> decode(number, UInt64Value.getDefaultInstance()))
                        .hasMessageContaining("INVALID_ARGUMENT")
                        .hasMessageContaining("exponent"));
    }

    @Test
    void namesTheFieldOfSuchANumber() {
        assertThatThrownBy(() -> decode("{\"request\":{\"limits\":[1,1e100000000]}}", Struct.getDefaultInstance()))
                .hasMessageContaining("request.limits.1: the exponent of a number may have at most 5 digits");
    }

    @Test
    void takesOtherNumbersAndTexts() throws Exception {
        assertThat(decode("12e3", UInt64Value.getDefaultInstance())).isEqualTo(UInt64Value.of(12_000));
        assertThat(decode("\"12e3\"", UInt64Value.getDefaultInstance())).isEqualTo(UInt64Value.of(12_000));
        assertThat(decode("\"deadbeef1e100000000x\"", StringValue.getDefaultInstance()))
                .isEqualTo(StringValue.of("deadbeef1e100000000x"));
    }

    @Test
    void refusesMoreValuesThanFitIntoMemory() {
        String many = "[" + "{},".repeat(1_000_000) + "{}]";

        assertThatThrownBy(() -> decode(many, ListValue.getDefaultInstance()))
                .hasMessageContaining("more than 1000000 names and values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,", "\"", "{\"a\"", "nul", "1e", "}"})
    void leavesMalformedTextToTheParser(String text) {
        assertThatThrownBy(() -> decode(text, Struct.getDefaultInstance()))
                .hasMessageContaining("request is not a valid JSON google.protobuf.Struct");
    }

    private Message decode(String json, Message prototype) throws StatusException {
        return codec.decode(json.getBytes(UTF_8), prototype);
    }
}
