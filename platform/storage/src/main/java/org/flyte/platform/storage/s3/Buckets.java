package org.flyte.platform.storage.s3;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Makes sure that a bucket is there before its first use for writing; asks once for each bucket and process. */
final class Buckets {
    private static final Logger LOG = Logger.getLogger(Buckets.class);

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    void ensure(S3Client client, String bucket) {
        if (!known.contains(bucket)) {
            createIfMissing(client, bucket);
            known.add(bucket);
        }
    }

    /** Forgets what is known of a bucket, since a write has just found it missing. */
    void forget(String bucket) {
        known.remove(bucket);
    }

    private static void createIfMissing(S3Client client, String bucket) {
        try {
            client.headBucket(request -> request.bucket(bucket));
        } catch (NoSuchBucketException missing) {
            create(client, bucket);
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                create(client, bucket);
            } else if (e.statusCode() != 403) {
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
