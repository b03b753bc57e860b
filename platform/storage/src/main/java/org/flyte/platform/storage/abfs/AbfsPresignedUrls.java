package org.flyte.platform.storage.abfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.SasProtocol;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.Sha256;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;
import org.flyte.platform.storage.PutRequest.IfExists;
import org.flyte.platform.storage.remote.Location;

/**
 * Presigned URLs: a shared access signature with the account's key, else with a key that Azure delegates for as long as the
 * URL is valid. One for an upload allows to create the object, not to replace it.
 */
final class AbfsPresignedUrls {
    /** Where repeated uploads of existing objects go: nobody reads it. */
    private static final String REPEATED = ".flyte/repeated-uploads/";
    /** Clocks differ: a URL is valid from a little before it is made. */
    private static final Duration SKEW = Duration.ofMinutes(10);
    /** What Azure delegates a key for. */
    private static final Duration LONGEST = Duration.ofDays(7).minusHours(1);

    private final AbfsClients clients;
    private final Location base;
    private final Clock clock;
    private final Map<String, UserDelegationKey> delegated = new ConcurrentHashMap<>();

    AbfsPresignedUrls(AbfsClients clients, Location base, Clock clock) {
        this.clients = clients;
        this.base = base;
        this.clock = clock;
    }

    PresignedUrl put(Location at, PutRequest wanted) {
        Map<String, String> headers = new TreeMap<>(Map.of("x-ms-blob-type", "BlockBlob"));
        wanted.contentMd5().ifPresent(md5 -> {
            headers.put("Content-MD5", md5);
            if (wanted.storeMd5()) {
                headers.put("x-ms-meta-flyteContentMD5", md5);
            }
        });
        boolean repeated = wanted.ifExists() == IfExists.DISCARD;
        BlobSasPermission permission =
                new BlobSasPermission().setCreatePermission(true).setWritePermission(repeated);
        return url(repeated ? repeated(at) : at, permission, headers, wanted.validFor());
    }

    PresignedUrl get(Location at, Duration validFor) {
        return url(at, new BlobSasPermission().setReadPermission(true), Map.of(), validFor);
    }

    private Location repeated(Location at) {
        String folder = base.key().isEmpty() ? "" : Address.trimEnd(base.key()) + "/";
        return at.withKey(folder + REPEATED + Sha256.hex(at.key().getBytes(UTF_8)));
    }

    private PresignedUrl url(Location at, BlobSasPermission permission, Map<String, String> headers, Duration wanted) {
        Instant now = clock.instant();
        Instant end = now.plus(wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted).truncatedTo(ChronoUnit.SECONDS);
        BlobClient blob = clients.blob(at);
        BlobServiceSasSignatureValues values = new BlobServiceSasSignatureValues(time(end), permission)
                .setStartTime(time(now.minus(SKEW)))
                .setProtocol(blob.getBlobUrl().startsWith("https:") ? SasProtocol.HTTPS_ONLY : SasProtocol.HTTPS_HTTP);
        String signature = clients.hasKey()
                ? blob.generateSas(values)
                : blob.generateUserDelegationSas(values, delegatedKey(at, now, end));
        return new PresignedUrl(URI.create(blob.getBlobUrl() + "?" + signature), headers, end);
    }

    private UserDelegationKey delegatedKey(Location at, Instant now, Instant end) {
        return delegated.compute(at.root(), (root, known) -> {
            if (known != null && !known.getSignedExpiry().toInstant().isBefore(end)) {
                return known;
            }
            return clients.service(at)
                    .getUserDelegationKey(time(now.minus(SKEW)), time(end.plus(Duration.ofMinutes(30))));
        });
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
