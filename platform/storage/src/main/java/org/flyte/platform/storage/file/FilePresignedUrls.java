package org.flyte.platform.storage.file;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PresignedUrlVerifier;
import org.flyte.platform.storage.PutRequest;

/**
 * Presigned URLs of the folder store: {@code <public url>/data/<key>?expires=…&signature=…}. The signature is an HMAC-SHA256
 * over method, key, expiry, and for a PUT the MD5 and length of the body; changing any of them breaks it.
 *
 * <p>Without a public address the URL is relative; the data proxy completes it from the address the client called.
 */
public final class FilePresignedUrls implements PresignedUrlVerifier {
    private final Path root;
    private final SigningKey key;
    private final Optional<URI> publicUrl;
    private final Clock clock;

    public FilePresignedUrls(Path root, SigningKey key, Optional<URI> publicUrl, Clock clock) {
        this.root = root;
        this.key = key;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    PresignedUrl put(Path target, PutRequest request) {
        Terms terms = new Terms(
                "PUT",
                keyOf(target),
                end(request.validFor()).getEpochSecond(),
                request.contentMd5().orElse(""),
                request.contentLength());
        Map<String, String> headers =
                request.contentMd5().map(md5 -> Map.of("Content-MD5", md5)).orElse(Map.of());
        return url(terms, headers);
    }

    PresignedUrl get(Path target, Duration validFor) {
        return url(new Terms("GET", keyOf(target), end(validFor).getEpochSecond(), "", 0), Map.of());
    }

    @Override
    public Grant verify(String method, String key, UnaryOperator<String> query) throws InvalidPresignedUrl {
        Terms terms = new Terms(
                method,
                key,
                number(query.apply("expires")),
                Optional.ofNullable(query.apply("md5")).orElse(""),
                number(Optional.ofNullable(query.apply("length")).orElse("0")));
        String claimed = query.apply("signature");
        if (claimed == null || !MessageDigest.isEqual(bytes(claimed), bytes(signature(terms)))) {
            throw new InvalidPresignedUrl(
                    "the signature does not match this " + method + " request: use the presigned URL unchanged");
        }
        Instant end = Instant.ofEpochSecond(terms.expires());
        if (!clock.instant().isBefore(end)) {
            throw new InvalidPresignedUrl(
                    "request has expired: the presigned URL ended at " + end + ", ask for a new one");
        }
        Optional<String> md5 = Optional.of(terms.md5()).filter(text -> !text.isEmpty());
        return new Grant(root.resolve(key).toString(), md5, terms.length(), end);
    }

    private PresignedUrl url(Terms terms, Map<String, String> headers) {
        StringBuilder url = new StringBuilder(publicUrl
                .map(URI::toString)
                .map(text -> text.replaceAll("/+$", ""))
                .orElse(""));
        url.append(PATH).append(encodedPath(terms.key())).append("?expires=").append(terms.expires());
        if (!terms.md5().isEmpty()) {
            url.append("&md5=").append(encoded(terms.md5()));
        }
        if (terms.length() > 0) {
            url.append("&length=").append(terms.length());
        }
        url.append("&signature=").append(signature(terms));
        return new PresignedUrl(URI.create(url.toString()), headers, Instant.ofEpochSecond(terms.expires()));
    }

    private String signature(Terms terms) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.bytes(), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(bytes(terms.canonical())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private Instant end(Duration validFor) {
        return clock.instant().plus(validFor).truncatedTo(ChronoUnit.SECONDS);
    }

    private String keyOf(Path target) {
        return root.relativize(target).toString();
    }

    private static long number(String text) throws InvalidPresignedUrl {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidPresignedUrl("the presigned URL is incomplete: use it unchanged");
        }
    }

    private static String encodedPath(String key) {
        return Stream.of(key.split("/")).map(FilePresignedUrls::encoded).collect(Collectors.joining("/"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What the signature covers; no field but the key may hold any text, so the key comes last. */
    private record Terms(String method, String key, long expires, String md5, long length) {
        String canonical() {
            return "%s\n%d\n%s\n%d\n%s".formatted(method, expires, md5, length, key);
        }
    }
}
