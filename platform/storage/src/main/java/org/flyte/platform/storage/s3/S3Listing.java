package org.flyte.platform.storage.s3;

import java.util.ArrayList;
import java.util.List;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects below a prefix, listed page by page. */
record S3Listing(S3Client client, S3Address prefix) {
    private static final int LARGEST_PAGE = 1000;

    List<ObjectInfo> first(int limit) {
        List<ObjectInfo> found = new ArrayList<>();
        String token = null;
        while (found.size() < limit) {
            int page = Math.min(LARGEST_PAGE, limit - found.size());
            String from = token;
            ListObjectsV2Response answer = client.listObjectsV2(request -> request.bucket(prefix.bucket())
                    .prefix(prefix.key())
                    .maxKeys(page)
                    .continuationToken(from));
            answer.contents().forEach(object -> found.add(infoOf(prefix.bucket(), object)));
            if (!Boolean.TRUE.equals(answer.isTruncated())) {
                return found;
            }
            token = answer.nextContinuationToken();
        }
        return found;
    }

    private static ObjectInfo infoOf(String bucket, S3Object object) {
        return new ObjectInfo(new S3Address(bucket, object.key()).toString(), object.size(), object.lastModified());
    }
}
