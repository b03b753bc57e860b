package org.flyte.dataproxy.presigned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.flyte.dataproxy.support.DataProxyTestBase;
import org.flyte.dataproxy.support.FolderStore;
import org.flyte.dataproxy.support.Given;
import org.flyte.dataproxy.support.OwnRuns;
import org.flyte.idl.dataproxy.CreateUploadLocationResponse;
import org.junit.jupiter.api.Test;

/** Bodies larger than any buffer, over plain sockets. */
@QuarkusTest
@WithTestResource(OwnRuns.class)
@WithTestResource(FolderStore.class)
class LargeUploadTest extends DataProxyTestBase {
    private static final int CHUNK = 64 * 1024;
    private static final long LARGE = 256L << 20;

    @Test
    void streamsALargeBodyToDiskWithoutBufferingIt() throws Exception {
        CreateUploadLocationResponse location = location();
        long peak = 0;
        try (Socket client = new Socket("localhost", port)) {
            OutputStream out = start(client, location, LARGE);
            byte[] chunk = new byte[CHUNK];
            for (long sent = 0; sent < LARGE; sent += CHUNK) {
                out.write(chunk);
                if (sent % (32L << 20) == 0) {
                    peak = Math.max(peak, usedMemory());
                }
            }
            assertThat(statusLine(client)).isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(store.head(location.getNativeUrl()))
                .hasValueSatisfying(info -> assertThat(info.size()).isEqualTo(LARGE));
        assertThat(peak).isLessThan(usedMemory() + LARGE / 4);
    }

    @Test
    void leavesNothingWhenTheConnectionBreaks() throws Exception {
        CreateUploadLocationResponse location = location();
        try (Socket client = new Socket("localhost", port)) {
            start(client, location, LARGE).write(new byte[CHUNK]);
            await().until(() -> unfinished() == 1);
        }

        await().until(() -> unfinished() == 0);
        assertThat(store.head(location.getNativeUrl())).isEmpty();
    }

    @Test
    void readsARefusedBodyToItsEndSoThatTheResponseArrives() throws Exception {
        CreateUploadLocationResponse location = location();
        CreateUploadLocationResponse changed =
                location.toBuilder().setSignedUrl(location.getSignedUrl() + "x").build();
        try (Socket client = new Socket("localhost", port)) {
            client.setSoTimeout(20_000);
            OutputStream out = start(client, changed, 8L << 20);
            for (int i = 0; i < (8 << 20) / CHUNK; i++) {
                out.write(new byte[CHUNK]);
            }
            assertThat(statusLine(client)).isEqualTo("HTTP/1.1 403 Forbidden");
        }
    }

    private CreateUploadLocationResponse location() {
        return proxy.createUploadLocation(Given.upload("")
                .clearContentMd5()
                .setFilenameRoot(UUID.randomUUID().toString())
                .build());
    }

    private static OutputStream start(Socket client, CreateUploadLocationResponse location, long length)
            throws IOException {
        URI url = URI.create(location.getSignedUrl());
        OutputStream out = client.getOutputStream();
        out.write("PUT %s?%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                .formatted(url.getRawPath(), url.getRawQuery(), length)
                .getBytes(StandardCharsets.US_ASCII));
        return out;
    }

    private static String statusLine(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int value = in.read(); value >= 0 && value != '\r'; value = in.read()) {
            line.append((char) value);
        }
        return line.toString();
    }

    private long unfinished() throws IOException {
        Path folder = Path.of(store.base(), ".flyte", "unfinished");
        if (!Files.exists(folder)) {
            return 0;
        }
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    /** Heap and direct memory that is really in use. */
    private static long usedMemory() {
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory() + direct;
    }
}
