package org.flyte.platform.storage.s3;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Creates buckets that do not exist before their first use for writing, where that is configured; asks once for each bucket
 * and process.
 */
final class Buckets {
    private static final Logger LOG = Logger.getLogger(Buckets.class);

    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final boolean create;

    Buckets(boolean create) {
        this.create = create;
    }

    void ensure(S3Client client, String bucket) {
        if (create && !known.contains(bucket)) {
            createIfMissing(client, bucket);
            known.add(bucket);
        }
    }

    /** What to do about a bucket that a write has just found missing: creates it again, or fails. */
    void recover(S3Client client, String bucket) {
        if (!create) {
            throw new FailedPrecondition(
                    "bucket %s does not exist: create it, or correct flyte.storage.base;"
                            + " flyte.storage.s3.create-buckets=true has it created",
                    bucket);
        }
        known.remove(bucket);
        ensure(client, bucket);
    }

    /** Whether a bucket is there, or is created when needed. */
    boolean has(S3Client client, String bucket) {
        try {
            client.headBucket(request -> request.bucket(bucket));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return create;
            }
            throw e;
        }
    }

    private static void createIfMissing(S3Client client, String bucket) {
        try {
            client.headBucket(request -> request.bucket(bucket));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                create(client, bucket);
            } else if (e.statusCode() != FORBIDDEN) {
                throw e;
            }
            // Credentials for objects alone may not look at the bucket; the write will show.
        }
    }

    private static void create(S3Client client, String bucket) {
        try {
            client.createBucket(request -> request.bucket(bucket));
            LOG.infof("bucket created bucket=%s", bucket);
        } catch (BucketAlreadyOwnedByYouException raced) {
            LOG.debugf("bucket created by another replica bucket=%s", bucket);
        }
    }
}
