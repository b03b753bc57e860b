package org.flyte.copilot;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import org.flyte.copilot.store.ObjectStores;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.TypedInterface;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store, folders for inputs and outputs, and copilot. */
abstract class CopilotFixture {
    @TempDir
    Path temporary;

    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    ObjectStores stores;
    Path inputs;
    Path outputs;

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

    void put(String name, String content) {
        stores.of(base()).write(at(name), content.getBytes(UTF_8));
    }

    void write(String name, String content) throws IOException {
        Path file = outputs.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    String read(String name) {
        return new String(stores.of(base()).read(at(name), 1000), UTF_8);
    }

    Map<String, Literal> localInputs() throws IOException {
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

    static String uri(Literal literal) {
        return literal.getScalar().getBlob().getUri();
    }
}
