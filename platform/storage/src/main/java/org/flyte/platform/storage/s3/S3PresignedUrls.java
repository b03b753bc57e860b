package org.flyte.platform.storage.s3;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Presigned URLs of S3. The headers returned are the signed ones, so the holder has to send them unchanged. */
final class S3PresignedUrls {
    /**
     * The SDK overrides these by their exact names: in another spelling it would send both, and the server joins the
     * two values and finds that they were not signed.
     */
    private static final Map<String, String> SPELLING =
            Map.of("content-md5", "Content-MD5", "content-length", "Content-Length");

    private final S3Clients clients;
    private final Clock clock;

    S3PresignedUrls(S3Clients clients, Clock clock) {
        this.clients = clients;
        this.clock = clock;
    }

    PresignedUrl put(S3Address at, PutRequest wanted) {
        PutObjectRequest.Builder object =
                PutObjectRequest.builder().bucket(at.bucket()).key(at.key());
        wanted.contentMd5().ifPresent(md5 -> {
            object.contentMD5(md5);
            if (wanted.storeMd5()) {
                object.metadata(Map.of(S3Head.METADATA, md5));
            }
        });
        if (wanted.contentLength() > 0) {
            object.contentLength(wanted.contentLength());
        }
        return urlOf(
                clients.presigner()
                        .presignPutObject(request ->
                                request.signatureDuration(wanted.validFor()).putObjectRequest(object.build())),
                wanted.validFor());
    }

    PresignedUrl get(S3Address at, Duration validFor) {
        return urlOf(
                clients.presigner()
                        .presignGetObject(request -> request.signatureDuration(validFor)
                                .getObjectRequest(
                                        object -> object.bucket(at.bucket()).key(at.key()))),
                validFor);
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
}
