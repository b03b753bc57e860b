package org.flyte.copilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;
import static org.flyte.copilot.Literals.fileType;
import static org.flyte.copilot.Literals.folderType;
import static org.flyte.copilot.Literals.simple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** What copilot does, whatever store the objects are in: the download, and here the upload. */
abstract class CopilotContract extends DownloadContract {
    static Stream<Arguments> outputs() {
        LiteralType text = simple(SimpleType.STRING);
        LiteralType whole = simple(SimpleType.INTEGER);
        return Stream.of(
                Arguments.of(text, "two words\n", Literals.of("two words")),
                Arguments.of(whole, " 42\n", Literals.of(42L)),
                Arguments.of(simple(SimpleType.FLOAT), "1.5e3", Literals.of(1500.0)),
                Arguments.of(simple(SimpleType.FLOAT), "nan", Literals.of(Double.NaN)),
                Arguments.of(simple(SimpleType.BOOLEAN), "True", Literals.of(true)),
                Arguments.of(simple(SimpleType.BOOLEAN), "0", Literals.of(false)),
                Arguments.of(
                        simple(SimpleType.DATETIME),
                        "2026-01-31T12:00:00+02:00",
                        Literals.time("2026-01-31T10:00:00Z")),
                Arguments.of(
                        simple(SimpleType.DATETIME),
                        "2026-01-31 12:00:00.25",
                        Literals.time("2026-01-31T12:00:00.25Z")),
                Arguments.of(simple(SimpleType.DURATION), "1h2m3.5s", Literals.duration(3723, 500_000_000)),
                Arguments.of(simple(SimpleType.DURATION), "1 day, 1:00:01", Literals.duration(90_001, 0)),
                Arguments.of(simple(SimpleType.STRUCT), "{\"a\": [1]}", Literals.struct("{\"a\": [1]}")),
                Arguments.of(simple(SimpleType.BINARY), "raw", Literals.bytes("raw".getBytes(UTF_8))),
                Arguments.of(simple(SimpleType.NONE), "", Literals.none()),
                Arguments.of(simple(SimpleType.ERROR), "bad", Literals.error("bad")),
                Arguments.of(Literals.oneOf("red", "green"), "green\n", Literals.of("green")),
                Arguments.of(Literals.listOf(whole), "[1, 2]", Literals.list(Literals.of(1L), Literals.of(2L))),
                Arguments.of(
                        Literals.mapOf(Literals.listOf(text)),
                        "{\"a\": [\"b\"]}",
                        Literals.map(Map.of("a", Literals.list(Literals.of("b"))))),
                Arguments.of(Literals.unionOf(whole, text), "12", Literals.union(whole, Literals.of(12L))),
                Arguments.of(Literals.unionOf(whole, text), "twelve", Literals.union(text, Literals.of("twelve"))));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("outputs")
    void readsEachTypeFromAFile(LiteralType type, String content, Literal expected) throws IOException {
        Files.writeString(outputs.resolve("x"), content);

        assertThat(upload(Map.of("x", type))).isEqualTo(Copilot.DONE);
        assertThat(stored()).containsExactly(Map.entry("x", expected));
    }

    static Stream<Arguments> wrongOutputs() {
        return Stream.of(
                Arguments.of(simple(SimpleType.INTEGER), "12.5", "is to be an integer"),
                Arguments.of(simple(SimpleType.FLOAT), "0x1p3", "is to be a number"),
                Arguments.of(simple(SimpleType.BOOLEAN), "yes", "is to be true or false"),
                Arguments.of(simple(SimpleType.DATETIME), "yesterday", "is to be a time"),
                Arguments.of(simple(SimpleType.DURATION), "long", "is to be a duration"),
                Arguments.of(simple(SimpleType.STRUCT), "[1]", "is to be a JSON object"),
                Arguments.of(Literals.oneOf("red", "green"), "blue", "is to be one of red, green"),
                Arguments.of(Literals.listOf(simple(SimpleType.INTEGER)), "[1, \"b\"]", "is to be a JSON list"),
                Arguments.of(Literals.mapOf(simple(SimpleType.INTEGER)), "[[[", "is to be a JSON object"),
                Arguments.of(Literals.folderType(), "x", "is to be a folder"));
    }

    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource("wrongOutputs")
    void refusesContentOfAnotherType(LiteralType type, String content, String message) throws IOException {
        Files.writeString(outputs.resolve("x"), content);

        assertThat(upload(Map.of("x", type))).isEqualTo(Copilot.FAILED);
        assertThat(error().getCode()).isEqualTo("OutputUploadFailed");
        assertThat(error().getMessage()).contains("'x'", message);
        assertThat(error().getKind()).isEqualTo(ContainerError.Kind.RECOVERABLE);
        assertThat(stores.of(base()).head(at("1/outputs.pb"))).isEmpty();
    }

    @Test
    void storesFilesAndFoldersAlsoInListsAndMaps() throws IOException {
        write("file.csv", "F");
        write("folder/a", "A");
        write("folder/sub/b", "B");
        for (int i = 0; i < 11; i++) {
            write("list/" + i, "item " + i);
        }
        write("map/k", "7");

        assertThat(upload(Map.of(
                        "file", fileType(),
                        "folder", folderType(),
                        "list", Literals.listOf(fileType()),
                        "map", Literals.mapOf(simple(SimpleType.INTEGER)))))
                .isEqualTo(Copilot.DONE);
        Map<String, Literal> stored = stored();
        assertThat(uri(stored.get("file"))).isEqualTo(at("raw/file"));
        assertThat(read("raw/file")).isEqualTo("F");
        assertThat(uri(stored.get("folder"))).isEqualTo(at("raw/folder"));
        assertThat(read("raw/folder/sub/b")).isEqualTo("B");
        assertThat(stored.get("list").getCollection().getLiteralsList())
                .extracting(CopilotFixture::uri)
                .hasSize(11)
                .contains(at("raw/list/2"), atIndex(2))
                .contains(at("raw/list/10"), atIndex(10));
        assertThat(stored.get("map")).isEqualTo(Literals.map(Map.of("k", Literals.of(7L))));
    }

    @Test
    void saysWhichOutputIsMissingUnlessItMayBeNothing() {
        assertThat(upload(Map.of("x", Literals.unionOf(simple(SimpleType.STRING), simple(SimpleType.NONE)))))
                .isEqualTo(Copilot.DONE);
        assertThat(upload(Map.of("y", simple(SimpleType.STRING)))).isEqualTo(Copilot.FAILED);
        assertThat(error().getMessage())
                .contains("'y' is missing", outputs.resolve("y").toString());
    }

    @Test
    void followsNoSymbolicLink() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret"), "key");
        Files.createSymbolicLink(outputs.resolve("x"), secret);
        Files.createSymbolicLink(
                Files.createDirectory(outputs.resolve("folder")).resolve("link"), secret);

        assertThat(upload(Map.of("x", simple(SimpleType.STRING)))).isEqualTo(Copilot.FAILED);
        assertThat(error().getMessage()).contains("symbolic link");
        stores.of(base()).delete(at("1/error.pb"));
        assertThat(upload(Map.of("folder", folderType()))).isEqualTo(Copilot.FAILED);
        assertThat(error().getMessage()).contains("symbolic link");
        assertThat(stores.of(base()).list(at("raw"), 10)).isEmpty();
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of("no data\n", "UserError", "no data", ContainerError.Kind.RECOVERABLE),
                Arguments.of("", "UserError", "the task wrote an empty _ERROR file", ContainerError.Kind.RECOVERABLE),
                Arguments.of(
                        "{\"code\": \"NoData\", \"message\": \"none\", \"recoverable\": false}",
                        "NoData",
                        "none",
                        ContainerError.Kind.NON_RECOVERABLE),
                Arguments.of("{broken", "UserError", "{broken", ContainerError.Kind.RECOVERABLE));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void passesOnTheErrorOfTheTask(String content, String code, String message, ContainerError.Kind kind)
            throws IOException {
        write("_ERROR", content);
        write("x", "1");

        assertThat(upload(Map.of("x", simple(SimpleType.INTEGER)))).isEqualTo(Copilot.FAILED);
        assertThat(error().getCode()).isEqualTo(code);
        assertThat(error().getMessage()).isEqualTo(message);
        assertThat(error().getKind()).isEqualTo(kind);
        assertThat(error().getOrigin()).isEqualTo(ErrorKind.USER);
    }

    @Test
    void storesNothingWhenTheInputsFailed() throws IOException {
        assertThat(download()).isEqualTo(Copilot.FAILED);
        write("x", "1");

        assertThat(upload(Map.of("x", simple(SimpleType.INTEGER)))).isEqualTo(Copilot.DONE);
        assertThat(stores.of(base()).head(at("1/outputs.pb"))).isEmpty();
        assertThat(error().getCode()).isEqualTo("InputDownloadFailed");
    }
}
