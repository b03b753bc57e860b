package org.flyte.platform.storage.gs;

import com.google.api.client.http.HttpHeaders;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.platform.storage.remote.RemoteBackend.Attributes;

/** What the headers of a download say of the object. */
final class GcsHeaders {
    private static final Pattern TOTAL = Pattern.compile("bytes .*/(\\d+)");
    private static final Pattern MD5 = Pattern.compile("md5=([A-Za-z0-9+/]{22}==)");

    private GcsHeaders() {}

    static Attributes attributes(HttpHeaders headers) {
        Matcher range =
                TOTAL.matcher(Optional.ofNullable(headers.getContentRange()).orElse(""));
        long size = range.matches()
                ? Long.parseLong(range.group(1))
                : Optional.ofNullable(headers.getContentLength()).orElse(0L);
        Optional<String> md5 = headers.getHeaderStringValues("x-goog-hash").stream()
                .map(MD5::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
        Instant modified = Optional.ofNullable(headers.getLastModified())
                .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())
                .orElse(Instant.EPOCH);
        String generation = Optional.ofNullable(headers.getFirstHeaderStringValue("x-goog-generation"))
                .orElse("");
        return new Attributes(size, modified, md5, generation);
    }
}
