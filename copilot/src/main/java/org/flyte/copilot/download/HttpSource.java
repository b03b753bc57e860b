package org.flyte.copilot.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.flyte.copilot.failure.TransferException;
import org.flyte.copilot.transfer.Folder;
import org.flyte.copilot.transfer.Limits;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.Backoff;

/** A file behind an http or https address. */
record HttpSource(String address) {
    private static final int CONNECT_MILLIS = 30_000;
    private static final int READ_MILLIS = 60_000;
    private static final int ATTEMPTS = 4;
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofMillis(200), Duration.ofSeconds(5));

    static boolean handles(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    /** Writes it to a file; tried again when the server is unavailable. */
    void download(Path target, Limits limits) {
        for (int attempt = 1; ; attempt++) {
            try {
                downloadOnce(target, limits);
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw TransferException.system(e, "%s could not be read: %s", Address.shown(address), e);
                }
                pause(attempt);
            }
        }
    }

    private void downloadOnce(Path target, Limits limits) throws IOException {
        URLConnection opened = URI.create(address).toURL().openConnection();
        if (!(opened instanceof HttpURLConnection connection)) {
            throw TransferException.user("'%s' is no http address", Address.shown(address));
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        try {
            int status = connection.getResponseCode();
            if (status >= 500 || status == 429) {
                throw new IOException("the server answered HTTP status " + status);
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw TransferException.user(
                        "%s could not be read: the server answered HTTP status %d", Address.shown(address), status);
            }
            copy(connection, target, limits);
        } finally {
            connection.disconnect();
        }
    }

    private static void copy(HttpURLConnection connection, Path target, Limits limits) throws IOException {
        long length = connection.getContentLengthLong();
        CountedStream content = new CountedStream(connection.getInputStream());
        try (InputStream closed = content) {
            Folder.write(target, closed, limits);
        }
        if (length >= 0 && content.count() != length) {
            throw new IOException("%d of %d bytes arrived".formatted(content.count(), length));
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(BACKOFF.jittered(attempt, ThreadLocalRandom.current()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TransferException.system(e, "the transfer was interrupted");
        }
    }
}
