package org.flyte.copilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;
import static org.flyte.copilot.Literals.fileType;
import static org.flyte.copilot.Literals.folderType;
import static org.flyte.copilot.Literals.simple;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.copilot.store.ObjectStores;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.ExecutionError.ErrorKind;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What copilot does, whatever store the objects are in. */
abstract class CopilotContract {
    @TempDir
    Path temporary;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private ObjectStores stores;
    private Path inputs;
    private Path outputs;

    /** Address below which the test's objects are. */
    abstract String base();

    abstract Map<String, String> environment();

    /** Of a folder store. */
    abstract Optional<String> folder();

    @BeforeEach
    void open() throws IOException {
        stores = new ObjectStores(environment(), folder(), Clock.systemUTC());
        inputs = temporary.resolve("inputs");
        outputs = Files.createDirectory(temporary.resolve("outputs"));
    }

    @AfterEach
    void close() {
        stores.close();
    }

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
                .extracting(CopilotContract::uri)
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

    int download(String... more) {
        return run(
                "download",
                List.of("--from-remote", at("inputs.pb"), "--to-local-dir", inputs.toString()),
                List.of(more));
    }

    int upload(Map<String, LiteralType> types) {
        String encoded =
                Base64.getEncoder().encodeToString(typedInterface(types).toByteArray());
        return run(
                "upload",
                List.of("--from-local-dir", outputs.toString(), "--to-raw-output=" + at("raw")),
                List.of("--interface", encoded));
    }

    private int run(String command, List<String> flags, List<String> more) {
        List<String> words = new ArrayList<>(List.of(command, "--to-output-prefix", at("1")));
        folder().ifPresent(folder -> words.addAll(List.of("--store-folder", folder)));
        words.addAll(flags);
        words.addAll(more);
        return new Copilot(environment(), new PrintStream(log, true, UTF_8)).run(words);
    }

    static TypedInterface typedInterface(Map<String, LiteralType> types) {
        VariableMap.Builder variables = VariableMap.newBuilder();
        types.forEach((name, type) -> variables.addVariables(VariableEntry.newBuilder()
                .setKey(name)
                .setValue(Variable.newBuilder().setType(type))));
        return TypedInterface.newBuilder().setOutputs(variables).build();
    }

    String at(String name) {
        return base() + "/" + name;
    }

    ObjectStores stores() {
        return stores;
    }

    void give(Map<String, Literal> literals) {
        Inputs.Builder message = Inputs.newBuilder();
        literals.forEach((name, value) ->
                message.addLiterals(NamedLiteral.newBuilder().setName(name).setValue(value)));
        stores.of(base()).write(at("inputs.pb"), message.build().toByteArray());
    }

    private void put(String name, String content) {
        stores.of(base()).write(at(name), content.getBytes(UTF_8));
    }

    private void write(String name, String content) throws IOException {
        Path file = outputs.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String read(String name) {
        return new String(stores.of(base()).read(at(name), 1000), UTF_8);
    }

    private Map<String, Literal> localInputs() throws IOException {
        return byName(Inputs.parseFrom(Files.readAllBytes(inputs.resolve("inputs.pb")))
                .getLiteralsList());
    }

    Map<String, Literal> stored() throws InvalidProtocolBufferException {
        return byName(Outputs.parseFrom(stores.of(base()).read(at("1/outputs.pb"), 1 << 20))
                .getLiteralsList());
    }

    private static Map<String, Literal> byName(List<NamedLiteral> literals) {
        Map<String, Literal> map = new LinkedHashMap<>();
        literals.forEach(literal -> map.put(literal.getName(), literal.getValue()));
        return map;
    }

    ContainerError error() {
        try {
            return ErrorDocument.parseFrom(stores.of(base()).read(at("1/error.pb"), 1 << 20))
                    .getError();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String uri(Literal literal) {
        return literal.getScalar().getBlob().getUri();
    }
}
