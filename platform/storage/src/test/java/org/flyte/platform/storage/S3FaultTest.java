package org.flyte.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.flyte.platform.storage.FaultProxy.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3FaultTest extends FaultContract {
    @TempDir
    static Path folder;

    private S3Server server;

    @Override
    protected URI startServer() throws Exception {
        server = new S3Server(folder);
        return URI.create(server.endpoint());
    }

    @Override
    protected Map<String, String> settings(String proxy) {
        return Map.of(
                "base",
                "s3://flyte-faults/base",
                "s3.endpoint",
                proxy,
                "s3.access-key",
                S3Server.ACCESS_KEY,
                "s3.secret-key",
                S3Server.SECRET_KEY,
                "s3.create-buckets",
                "true");
    }

    @Override
    protected void stopServer() throws Exception {
        server.close();
    }

    @Test
    void adjustsToAClockThatIsTenMinutesOff() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(Duration.ofMinutes(10)).atOffset(ZoneOffset.UTC));
        proxy().next(Fault.answer(
                "403 Forbidden",
                "Content-Type: application/xml\r\nDate: " + date + "\r\n",
                "<Error><Code>RequestTimeTooSkewed</Code><Message>too large</Message></Error>"));

        store().write(at("x"), new byte[] {1});

        assertThat(store().read(at("x"), 1)).containsExactly(1);
        assertThat(proxy().requests()).isGreaterThan(1);
    }

    @Test
    void refusesAnExpiredUrlAndStoresNothing() throws Exception {
        var url = store().presignPut(PutRequest.of(at("late"), Duration.ofSeconds(1)));
        await().until(() -> Instant.now().isAfter(url.expiresAt().plusSeconds(1)));

        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url.url()).PUT(BodyPublishers.ofString("late"));
            url.headers().forEach(request::header);
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isIn(400, 403);
        }
        assertThat(store().head(at("late"))).isEmpty();
    }
}
