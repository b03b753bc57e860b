package org.flyte.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleRoutesTest {
    private static final String SCRIPT = "/v2/assets/app-1a2b.js";

    private static Vertx vertx;
    private static int built;
    private static int missing;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        built = serve("test-console");
        missing = serve("test-nothing");
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2",
                "/v2/",
                "/v2/domain/d/project/p/runs/r1",
                "/v2/domain/d/project/p/tasks/env.task.js",
                "/v2/domain/d/project/p/tasks/module.css",
                "/v2/no/such/page",
            })
    void answersEveryAddressWithTheOnePage(String path) throws Exception {
        HttpResponse<String> answer = get(built, path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("the page");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    }

    @Test
    void keepsFilesForEver() throws Exception {
        HttpResponse<String> answer = get(built, SCRIPT);

        assertThat(answer.body()).contains("plain script");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void sendsTheFormThatTheBrowserTakes() throws Exception {
        HttpRequest request =
                request(built, SCRIPT).header("Accept-Encoding", "br;q=0, gzip").build();

        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("plain script");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/assets/none.js",
                "/v2/assets/../index.html",
                "/v2/assets/%2e%2e/index.html",
                "/v2/assets/app-1a2b.js.gz",
            })
    void hasNoOtherFiles(String path) throws Exception {
        HttpResponse<String> answer = get(built, path);

        assertThat(answer.body()).doesNotContain("script");
        assertThat(answer.statusCode() == 404 || answer.body().contains("the page"))
                .isTrue();
    }

    @Test
    void leavesReservedPathsToOthers() throws Exception {
        assertThat(get(built, "/v2/-/other").body()).isEqualTo("from another");
        assertThat(get(built, "/v2/-/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void takesReadingMethodsOnly() throws Exception {
        HttpRequest post =
                request(built, "/v2/runs").POST(BodyPublishers.ofString("x")).build();
        HttpRequest head =
                request(built, SCRIPT).method("HEAD", BodyPublishers.noBody()).build();

        assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
        assertThat(client.send(head, BodyHandlers.ofString()).body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", SCRIPT, "/v2/assets/none.js"})
    void forbidsWhatPagesDoNotNeed(String path) throws Exception {
        HttpResponse<String> answer = get(built, path);

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "frame-src 'self' https://s3.example.com;")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
    }

    @Test
    void saysHowToBuildIt() throws Exception {
        HttpResponse<String> answer = get(missing, "/v2/domain/development/project/flytesnacks/runs/r1");

        assertThat(answer.body())
                .contains("make devbox", "flyte get run --project flytesnacks --domain development r1");
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
    }

    private static int serve(String folder) throws Exception {
        Router router = Router.router(vertx);
        new ConsoleRoutes(new Assets(folder), List.of("https://s3.example.com")).register(router);
        router.get("/v2/-/other").handler(route -> route.end("from another"));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return server.actualPort();
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return client.send(request(port, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }
}
