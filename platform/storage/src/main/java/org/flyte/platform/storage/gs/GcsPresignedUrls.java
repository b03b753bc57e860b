package org.flyte.platform.storage.gs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auth.ServiceAccountSigner;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.model.Sha256;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;
import org.flyte.platform.storage.PutRequest.IfExists;
import org.flyte.platform.storage.remote.Location;

/** Presigned URLs (version 4, RSA). The headers returned are signed, so the holder has to send them unchanged. */
final class GcsPresignedUrls {
    /** Where repeated uploads of existing objects go: nobody reads it. */
    private static final String REPEATED = ".flyte/repeated-uploads/";
    /** Keys that Google holds for a service account sign for no longer than this. */
    private static final Duration LONGEST = Duration.ofHours(12);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String endpoint;
    private final Location base;
    private final GcsCredentials credentials;
    private final Clock clock;

    GcsPresignedUrls(String endpoint, Location base, GcsCredentials credentials, Clock clock) {
        this.endpoint = endpoint;
        this.base = base;
        this.credentials = credentials;
        this.clock = clock;
    }

    PresignedUrl put(Location at, PutRequest wanted) {
        Map<String, String> headers = new TreeMap<>();
        wanted.contentMd5().ifPresent(md5 -> {
            headers.put("Content-MD5", md5);
            if (wanted.storeMd5()) {
                headers.put("x-goog-meta-flytecontentmd5", md5);
            }
        });
        if (wanted.contentLength() > 0) {
            headers.put("x-goog-content-length-range", wanted.contentLength() + "," + wanted.contentLength());
        } else if (wanted.maxLength() > 0) {
            headers.put("x-goog-content-length-range", "0," + wanted.maxLength());
        }
        if (wanted.ifExists() == IfExists.REFUSE) {
            headers.put("x-goog-if-generation-match", "0");
        }
        return url("PUT", wanted.ifExists() == IfExists.DISCARD ? repeated(at) : at, headers, wanted.validFor());
    }

    PresignedUrl get(Location at, Duration validFor) {
        return url("GET", at, Map.of(), validFor);
    }

    private Location repeated(Location at) {
        String folder = base.key().isEmpty() ? "" : Address.trimEnd(base.key()) + "/";
        return at.withKey(folder + REPEATED + Sha256.hex(at.key().getBytes(UTF_8)));
    }

    private PresignedUrl url(String method, Location at, Map<String, String> headers, Duration wanted) {
        Duration life = wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
        Instant now = clock.instant();
        ServiceAccountSigner signer = credentials.signer();
        String scope = STAMP.format(now).substring(0, 8) + "/auto/storage/goog4_request";
        TreeMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
        signed.put("host", URI.create(endpoint).getAuthority());
        String names = String.join(";", signed.keySet());
        String query = "X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential="
                + encoded(signer.getAccount() + "/" + scope) + "&X-Goog-Date=" + STAMP.format(now)
                + "&X-Goog-Expires=" + life.toSeconds() + "&X-Goog-SignedHeaders=" + encoded(names);
        String path = "/" + encoded(at.container()) + "/"
                + Stream.of(at.key().split("/", -1))
                        .map(GcsPresignedUrls::encoded)
                        .collect(Collectors.joining("/"));
        String lines = signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        String request = String.join("\n", method, path, query, lines, names, "UNSIGNED-PAYLOAD");
        String text =
                String.join("\n", "GOOG4-RSA-SHA256", STAMP.format(now), scope, Sha256.hex(request.getBytes(UTF_8)));
        return new PresignedUrl(
                URI.create(endpoint + path + "?" + query + "&X-Goog-Signature=" + signature(signer, text)),
                headers,
                now.plus(life));
    }

    private static String signature(ServiceAccountSigner signer, String text) {
        try {
            return HexFormat.of().formatHex(signer.sign(text.getBytes(UTF_8)));
        } catch (ServiceAccountSigner.SigningException e) {
            throw new Unavailable(e, "no URL can be signed for the object store: try again");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
