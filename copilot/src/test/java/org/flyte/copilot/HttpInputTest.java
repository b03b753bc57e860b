package org.flyte.copilot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.idl.core.Literal;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpInputTest {
    @TempDir
    Path store;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int request = requests.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            int status = path.endsWith("missing.txt") ? 404 : path.endsWith("busy.txt") && request < 3 ? 503 : 200;
            byte[] body = ("answer " + status).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void fetchesAFileByHttpAndKeepsItsName() throws IOException {
        assertThat(download(Literals.file(url("a%20b.txt?signature=x")), "--file-input-layout", "NAMED_DIR"))
                .isZero();
        assertThat(store.resolve("in/x/a b.txt")).content(UTF_8).isEqualTo("answer 200");
    }

    @Test
    void triesAgainWhileTheServerIsUnavailable() throws IOException {
        assertThat(download(Literals.file(url("busy.txt")))).isZero();
        assertThat(store.resolve("in/x")).content(UTF_8).isEqualTo("answer 200");
        assertThat(requests).hasValue(3);
    }

    @Test
    void takesNoErrorPageForTheFile() throws IOException {
        assertThat(download(Literals.file(url("missing.txt")))).isEqualTo(Copilot.FAILED);
        assertThat(log.toString(UTF_8)).contains("HTTP status 404");
        assertThat(download(Literals.folder(url("folder")))).isEqualTo(Copilot.FAILED);
        assertThat(log.toString(UTF_8)).contains("only an object store has folders");
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
    }

    private int download(Literal literal, String... more) throws IOException {
        NamedLiteral input =
                NamedLiteral.newBuilder().setName("x").setValue(literal).build();
        Path inputs = store.resolve("inputs.pb");
        Files.write(inputs, Inputs.newBuilder().addLiterals(input).build().toByteArray());
        List<String> words = new ArrayList<>(List.of(
                "download",
                "--store-folder=" + store,
                "--from-remote=" + inputs,
                "--to-output-prefix=" + store.resolve("1"),
                "--to-local-dir=" + store.resolve("in")));
        words.addAll(List.of(more));
        return new Copilot(Map.of(), new PrintStream(log, true, UTF_8)).run(words);
    }
}
