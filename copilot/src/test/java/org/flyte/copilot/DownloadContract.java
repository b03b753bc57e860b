package org.flyte.copilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.copilot.Literals.simple;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ExecutionError.ErrorKind;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the download does, whatever store the objects are in. */
abstract class DownloadContract extends CopilotFixture {
    static Stream<Arguments> inputs() {
        LiteralType text = simple(SimpleType.STRING);
        return Stream.of(
                Arguments.of("string", Literals.of("two words\n"), "two words\n", "\"two words\\n\""),
                Arguments.of("integer", Literals.of(-7L), "-7", "-7"),
                Arguments.of("float", Literals.of(3.0), "3", "3.0"),
                Arguments.of("small float", Literals.of(1e-7), "0.0000001", "1.0E-7"),
                Arguments.of("NaN", Literals.of(Double.NaN), "NaN", "\"NaN\""),
                Arguments.of("infinity", Literals.of(Double.NEGATIVE_INFINITY), "-Inf", "\"-Inf\""),
                Arguments.of("boolean", Literals.of(true), "true", "true"),
                Arguments.of(
                        "datetime",
                        Literals.time("2026-01-31T12:00:00.5Z"),
                        "2026-01-31T12:00:00.500Z",
                        "\"2026-01-31T12:00:00.500Z\""),
                Arguments.of("duration", Literals.duration(3723, 500_000_000), "1h2m3.5s", "3723500000000"),
                Arguments.of("none", Literals.none(), "null", "null"),
                Arguments.of("error", Literals.error("no good"), "no good", "\"no good\""),
                Arguments.of("binary", Literals.bytes(new byte[] {'a', 'b'}), "ab", "\"YWI=\""),
                Arguments.of("union", Literals.union(text, Literals.of("x")), "x", "\"x\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void writesEachScalarAsTextAndInTheMetadata(String name, Literal literal, String text, String json)
            throws IOException {
        give(Map.of("x", literal));

        assertThat(download()).isEqualTo(Copilot.DONE);
        assertThat(inputs.resolve("x")).content(UTF_8).isEqualTo(text);
        assertThat(inputs.resolve("inputs.json")).content(UTF_8).isEqualTo("{\n  \"x\": " + json + "\n}\n");
        assertThat(localInputs()).containsEntry("x", literal);
    }

    @Test
    void writesAStructAsJson() throws IOException {
        give(Map.of("x", Literals.struct("{\"b\": [1, 2.5, null], \"a\": {\"c\": true}}")));

        assertThat(download("--format", "YAML")).isEqualTo(Copilot.DONE);
        assertThat(Files.readString(inputs.resolve("x")).replaceAll("\\s", ""))
                .isEqualTo("{\"a\":{\"c\":true},\"b\":[1,2.5,null]}");
        assertThat(inputs.resolve("inputs.yaml"))
                .content(UTF_8)
                .isEqualTo("x:\n  a:\n    c: true\n  b:\n  - 1\n  - 2.5\n  - null\n");
    }

    @Test
    void writesOnlyTheMessageWhereTheFormatIsProto() {
        give(Map.of("x", Literals.of(1L)));

        assertThat(download("--format", "proto")).isEqualTo(Copilot.DONE);
        assertThat(inputs.toFile().list()).containsExactlyInAnyOrder("x", "inputs.pb");
    }

    @Test
    void fetchesFilesFoldersAndWhatIsInListsAndMaps() throws IOException {
        put("data/a.txt", "A");
        put("data/sub/b.txt", "B");
        give(Map.of(
                "file", Literals.file(at("data/a.txt")),
                "folder", Literals.folder(at("data")),
                "table", Literals.dataset(at("data/sub")),
                "old", Literals.schema(at("data/sub/")),
                "empty", Literals.folder(at("nothing")),
                "list", Literals.list(Literals.file(at("data/a.txt")), Literals.list(Literals.of(1L))),
                "map", Literals.map(Map.of("k", Literals.file(at("data/sub/b.txt"))))));

        assertThat(download()).isEqualTo(Copilot.DONE);
        assertThat(inputs.resolve("file")).content(UTF_8).isEqualTo("A");
        assertThat(inputs.resolve("folder/a.txt")).content(UTF_8).isEqualTo("A");
        assertThat(inputs.resolve("folder/sub/b.txt")).content(UTF_8).isEqualTo("B");
        assertThat(inputs.resolve("table/b.txt")).content(UTF_8).isEqualTo("B");
        assertThat(inputs.resolve("old/b.txt")).content(UTF_8).isEqualTo("B");
        assertThat(inputs.resolve("empty")).isEmptyDirectory();
        assertThat(inputs.resolve("list/0")).content(UTF_8).isEqualTo("A");
        assertThat(inputs.resolve("list/1/0")).content(UTF_8).isEqualTo("1");
        assertThat(inputs.resolve("map/k")).content(UTF_8).isEqualTo("B");
        assertThat(localInputs().get("folder").getScalar().getBlob().getUri())
                .isEqualTo(inputs.resolve("folder").toString());
    }

    @Test
    void keepsTheNamesOfFilesWhereAskedTo() throws IOException {
        put("data/a.txt", "A");
        put("other/a.txt", "A2");
        give(Map.of(
                "file", Literals.file(at("data/a.txt")),
                "list", Literals.list(Literals.file(at("data/a.txt")), Literals.file(at("other/a.txt")))));

        assertThat(download("--file-input-layout", "NAMED_DIR")).isEqualTo(Copilot.DONE);
        assertThat(inputs.resolve("file/a.txt")).content(UTF_8).isEqualTo("A");
        assertThat(inputs.resolve("list/a.txt")).content(UTF_8).isEqualTo("A");
        assertThat(inputs.resolve("list/1_a.txt")).content(UTF_8).isEqualTo("A2");
    }

    @Test
    void fetchesAnOffloadedValue() throws IOException {
        stores.of(base()).write(at("offloaded.pb"), Literals.of("big").toByteArray());
        Literal.Builder reference = Literal.newBuilder();
        reference.getOffloadedMetadataBuilder().setUri(at("offloaded.pb"));
        give(Map.of("x", reference.build()));

        assertThat(download()).isEqualTo(Copilot.DONE);
        assertThat(inputs.resolve("x")).content(UTF_8).isEqualTo("big");
    }

    @Test
    void failsWithAnErrorFileWhenAnInputIsMissing() {
        give(Map.of("x", Literals.file(at("nowhere.txt"))));

        assertThat(download()).isEqualTo(Copilot.FAILED);
        ContainerError error = error();
        assertThat(error.getCode()).isEqualTo("InputDownloadFailed");
        assertThat(error.getMessage()).contains("nowhere.txt");
        assertThat(error.getOrigin()).isEqualTo(ErrorKind.USER);
        assertThat(error.getKind()).isEqualTo(ContainerError.Kind.NON_RECOVERABLE);
        assertThat(log.toString(UTF_8).lines()).hasSize(1);
    }

    @Test
    void failsWhenTheInputsThemselvesAreMissing() {
        assertThat(download()).isEqualTo(Copilot.FAILED);
        assertThat(error().getMessage()).contains("inputs.pb");
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of("--max-bytes", "3", "flyte.executor.copilot.max-size"),
                Arguments.of("--max-files", "1", "at most 1"),
                Arguments.of("--max-value-bytes", "4", "more than the 4 allowed"));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void keepsLimits(String flag, String limit, String message) {
        put("data/a", "AA");
        put("data/b", "BB");
        give(Map.of("x", Literals.folder(at("data"))));

        assertThat(download(flag, limit)).isEqualTo(Copilot.FAILED);
        assertThat(error().getMessage()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/b", "..", "a\\b", ""})
    void writesNothingOutsideItsFolder(String key) {
        give(Map.of("x", Literals.map(Map.of(key, Literals.of("evil")))));

        assertThat(download()).isEqualTo(Copilot.FAILED);
        assertThat(temporary.resolve("evil")).doesNotExist();
    }

    static Stream<List<String>> badFlags() {
        return Stream.of(
                List.of("--format", "XML"),
                List.of("--timeout", "soon"),
                List.of("--max-bytes", "-1"),
                List.of("--unknown", "1"),
                List.of("--format"),
                List.of("--to-local-dir", "/twice"));
    }

    @ParameterizedTest
    @MethodSource("badFlags")
    void reportsBadFlagsInOneLineAndTheErrorFile(List<String> flags) {
        assertThat(download(flags.toArray(String[]::new))).isEqualTo(Copilot.FAILED);
        assertThat(error().getMessage()).contains(flags.getFirst());
        assertThat(log.toString(UTF_8).lines()).hasSize(1);
    }
}
