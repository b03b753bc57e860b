package org.flyte.platform.storage.s3;

import java.util.ArrayList;
import java.util.List;
import org.flyte.platform.storage.remote.Location;
import org.flyte.platform.storage.remote.RemoteBackend.Parts;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A multipart upload. */
final class S3Parts implements Parts {
    private static final Logger LOG = Logger.getLogger(S3Parts.class);
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client client;
    private final Location at;
    private final String upload;
    private final boolean ifAbsent;
    private final List<CompletedPart> parts = new ArrayList<>();

    S3Parts(S3Client client, Location at, String upload, boolean ifAbsent) {
        this.client = client;
        this.at = at;
        this.upload = upload;
        this.ifAbsent = ifAbsent;
    }

    @Override
    public void add(byte[] content, String md5) {
        int number = parts.size() + 1;
        String etag = new S3ErrorMapper(at)
                .call(() -> client.uploadPart(
                        request -> request.bucket(at.container())
                                .key(at.key())
                                .uploadId(upload)
                                .partNumber(number)
                                .contentMD5(md5),
                        RequestBody.fromBytes(content)))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }

    @Override
    public boolean complete() {
        return new S3ErrorMapper(at).call(() -> {
            // Servers that do not know the condition here are asked beforehand.
            if (ifAbsent && exists()) {
                return false;
            }
            try {
                client.completeMultipartUpload(request -> request.bucket(at.container())
                        .key(at.key())
                        .uploadId(upload)
                        .ifNoneMatch(ifAbsent ? "*" : null)
                        .multipartUpload(all -> all.parts(parts)));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED) {
                    return false;
                }
                throw e;
            }
        });
    }

    private boolean exists() {
        try {
            client.headObject(request -> request.bucket(at.container()).key(at.key()));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void abort() {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(at.container()).key(at.key()).uploadId(upload));
        } catch (SdkException e) {
            LOG.warnf("unfinished multipart upload stays: object=%s cause=%s", at, e.getMessage());
        }
    }
}
