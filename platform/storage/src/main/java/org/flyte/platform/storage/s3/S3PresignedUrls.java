package org.flyte.platform.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.Sha256;
import org.flyte.platform.storage.CredentialLife;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;
import org.flyte.platform.storage.PutRequest.IfExists;
import org.flyte.platform.storage.remote.Location;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Presigned URLs of S3. The headers returned are the signed ones, so the holder has to send them unchanged. A URL ends no
 * later than the credentials that sign it.
 */
final class S3PresignedUrls {
    /**
     * The SDK overrides these by their exact names: in another spelling it would send both, and the server joins the
     * two values and finds that they were not signed.
     */
    private static final Map<String, String> SPELLING = Map.of(
            "content-md5", "Content-MD5",
            "content-length", "Content-Length",
            "if-none-match", "If-None-Match");

    /** Where repeated uploads of existing objects go: nobody reads it. */
    private static final String REPEATED = ".flyte/repeated-uploads/";

    private final S3Clients clients;
    private final Location base;
    private final boolean conditional;
    private final Clock clock;

    S3PresignedUrls(S3Clients clients, Location base, boolean conditional, Clock clock) {
        this.clients = clients;
        this.base = base;
        this.conditional = conditional;
        this.clock = clock;
    }

    PresignedUrl put(Location at, PutRequest wanted) {
        Signing signing = signing(wanted.validFor());
        PutObjectRequest.Builder object = PutObjectRequest.builder()
                .bucket(at.container())
                .key(wanted.ifExists() == IfExists.DISCARD ? repeatedKey(at) : at.key())
                .overrideConfiguration(signing::apply);
        wanted.contentMd5().ifPresent(md5 -> {
            object.contentMD5(md5);
            if (wanted.storeMd5()) {
                object.metadata(Map.of(S3Attributes.METADATA, md5));
            }
        });
        if (wanted.contentLength() > 0) {
            object.contentLength(wanted.contentLength());
        }
        if (conditional && wanted.ifExists() == IfExists.REFUSE) {
            object.ifNoneMatch("*");
        }
        return urlOf(
                clients.presigner()
                        .presignPutObject(request ->
                                request.signatureDuration(signing.life()).putObjectRequest(object.build())),
                signing.life());
    }

    PresignedUrl get(Location at, Duration validFor) {
        Signing signing = signing(validFor);
        return urlOf(
                clients.presigner()
                        .presignGetObject(request -> request.signatureDuration(signing.life())
                                .getObjectRequest(object -> object.bucket(at.container())
                                        .key(at.key())
                                        .overrideConfiguration(signing::apply))),
                signing.life());
    }

    /** One key for each object, so that repeated uploads replace each other and do not pile up. */
    private String repeatedKey(Location at) {
        String folder = base.key().isEmpty() ? "" : Address.trimEnd(base.key()) + "/";
        return folder + REPEATED + Sha256.hex(at.key().getBytes(UTF_8));
    }

    private Signing signing(Duration wanted) {
        AwsCredentials credentials = clients.credentials().resolveCredentials();
        Duration life = credentials
                .expirationTime()
                .map(end -> CredentialLife.limit(wanted, clock.instant(), end))
                .orElse(wanted);
        return new Signing(credentials, life);
    }

    private PresignedUrl urlOf(PresignedRequest signed, Duration validFor) {
        Map<String, String> headers = new TreeMap<>();
        signed.signedHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
                headers.put(SPELLING.getOrDefault(name, name), String.join(",", values));
            }
        });
        return new PresignedUrl(
                URI.create(signed.url().toString()), headers, clock.instant().plus(validFor));
    }

    /** The credentials that sign a URL, and how long it may be valid. */
    private record Signing(AwsCredentials credentials, Duration life) {
        void apply(AwsRequestOverrideConfiguration.Builder override) {
            override.credentialsProvider(StaticCredentialsProvider.create(credentials));
        }
    }
}
