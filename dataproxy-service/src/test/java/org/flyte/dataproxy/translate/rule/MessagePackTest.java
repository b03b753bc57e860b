package org.flyte.dataproxy.translate.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Supplier;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagePackTest {
    private static final Struct NO_SCHEMA = Struct.getDefaultInstance();

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "c0 | null",
                "c2 | false",
                "07 | 7",
                "ff | -1",
                "e0 | -32",
                "cc80 | 128",
                "cdffff | 65535",
                "ceffffffff | 4294967295",
                "cf0020000000000001 | '9007199254740993'",
                "cfffffffffffffffff | '18446744073709551615'",
                "d080 | -128",
                "d3ffffffff00000000 | -4294967296",
                "ca3fc00000 | 1.5",
                "cb7ff8000000000000 | 'NaN'",
                "cbfff0000000000000 | '-Infinity'",
                "a3616263 | 'abc'",
                "d903616263 | 'abc'",
                "c403000102 | 'AAEC'",
                "93010203 | [1,2,3]",
                "82a161010203 | {'a':1,'2':3}",
                "81c3a178 | {'true':'x'}",
                "81c40100a178 | {'AA==':'x'}",
                "d6ff00000001 | '1970-01-01T00:00:01Z'",
                "d7ff0000000400000001 | '1970-01-01T00:00:01.000000001Z'",
                "c70cff000000010000000000000001 | '1970-01-01T00:00:01.000000001Z'",
                "d40507 | 'Bw=='"
            })
    void readsEachKindOfValue(String hex, String expected) {
        assertThat(MessagePackReader.read(HexFormat.of().parseHex(hex))).contains(Types.json(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                "a3",
                "a361",
                "dd7fffffff",
                "df7fffffff",
                "c6ffffffff",
                "dbffffffff",
                "0101",
                "819101a178",
                "a2c328",
                "d5ff0000",
                "c70cff000000007fffffffffffffff"
            })
    void readsNothingFromOtherBytes(String hex) {
        assertThat(MessagePackReader.read(HexFormat.of().parseHex(hex))).isEmpty();
    }

    @Test
    void refusesValuesThatAreTooDeep() {
        assertThat(MessagePackReader.read(HexFormat.of().parseHex("91".repeat(29) + "c0")))
                .isPresent();
        assertThat(MessagePackReader.read(HexFormat.of().parseHex("91".repeat(100_000) + "c0")))
                .isEmpty();
    }

    @Test
    void readsAnyBytesWithoutFailing() throws Exception {
        PropertyCheck.forAll(
                500,
                draw -> assertThat(MessagePackReader.read(draw.bytes(0, 200))).isNotNull());
    }

    @Test
    void readsWhatItHasWritten() throws Exception {
        PropertyCheck.forAll(500, draw -> {
            Value value = Json.of(object(draw, 3));
            assertThat(MessagePackReader.read(MessagePackWriter.write(value, NO_SCHEMA)))
                    .contains(value);
        });
    }

    @Test
    void writesNumbersAsTheSchemaSays() {
        Struct schema = Types.json("{'properties':{'f':{'type':'number'},'i':{'type':'integer'},"
                        + "'l':{'items':{'type':'number'}}},'additionalProperties':{'type':'number'}}")
                .getStructValue();

        assertThat(hex("{'f':1}", schema)).isEqualTo("81a166cb3ff0000000000000");
        assertThat(hex("{'i':1}", schema)).isEqualTo("81a16901");
        assertThat(hex("{'i':'9007199254740993'}", schema)).isEqualTo("81a169cf0020000000000001");
        assertThat(hex("{'i':'18446744073709551615'}", schema)).isEqualTo("81a169cfffffffffffffffff");
        assertThat(hex("{'i':'99999999999999999999'}", schema)).isEqualTo("81a169b4" + "39".repeat(20));
        assertThat(hex("{'f':'NaN'}", schema)).isEqualTo("81a166cb7ff8000000000000");
        assertThat(hex("{'l':[1]}", schema)).isEqualTo("81a16c91cb3ff0000000000000");
        assertThat(hex("{'x':1}", schema)).isEqualTo("81a178cb3ff0000000000000");
    }

    private static String hex(String json, Struct schema) {
        return HexFormat.of().formatHex(MessagePackWriter.write(Types.json(json), schema));
    }

    /** An object of values that have one form as MessagePack. */
    static Struct object(Draw draw, int depth) {
        Struct.Builder object = Struct.newBuilder();
        draw.list(0, 20, d -> d.letters(1, 40)).forEach(name -> object.putFields(name, value(draw, depth)));
        return object.build();
    }

    private static Value value(Draw draw, int depth) {
        Supplier<Value> nested = () ->
                draw.bool() ? Json.of(object(draw, depth - 1)) : Json.of(draw.list(0, 20, d -> value(d, depth - 1)));
        return switch (draw.integer(0, depth > 0 ? 6 : 4)) {
            case 0 -> Json.NULL;
            case 1 -> Json.of(draw.bool());
            case 2 -> Json.of(whole(draw.random()));
            case 3 -> Json.of(draw.random().nextDouble());
            case 4 -> Json.of(text(draw, 300));
            default -> nested.get();
        };
    }

    /** A whole number of any size up to 2^53. */
    private static long whole(Random random) {
        long number = random.nextLong() >> (11 + random.nextInt(53));
        return Math.max(-Json.MAX_EXACT, Math.min(Json.MAX_EXACT, number));
    }

    static String text(Draw draw, int max) {
        return draw.text(max)
                .codePoints()
                .filter(point -> point < 0xd800 || point > 0xdfff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
