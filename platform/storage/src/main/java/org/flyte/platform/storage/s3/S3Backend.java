package org.flyte.platform.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;
import org.flyte.platform.storage.StorageConfig;
import org.flyte.platform.storage.remote.Location;
import org.flyte.platform.storage.remote.RemoteBackend;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** S3 or a compatible server. */
public final class S3Backend implements RemoteBackend {
    static final String SCHEME = "s3://";
    private static final int PRECONDITION_FAILED = 412;

    private final S3Clients clients;
    private final S3PresignedUrls urls;
    private final Buckets buckets;

    /** A store whose presigned uploads of existing objects go below {@code base}. */
    public S3Backend(String base, StorageConfig.S3 config, Clock clock) {
        this.clients = new S3Clients(config);
        this.buckets = new Buckets(config.createBuckets());
        this.urls = new S3PresignedUrls(clients, Location.parse(base), config.conditionalPut(), clock);
    }

    @Override
    public boolean hasContainer(Location at) {
        return new S3ErrorMapper(at).call(() -> buckets.has(clients.client(), at.container()));
    }

    @Override
    public Optional<Attributes> head(Location at) {
        try {
            HeadObjectResponse response = new S3ErrorMapper(at)
                    .call(() -> clients.client()
                            .headObject(
                                    request -> request.bucket(at.container()).key(at.key())));
            return Optional.of(S3Attributes.of(response));
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    @Override
    public Content get(Location at, long from, long count, String version) {
        ResponseInputStream<GetObjectResponse> opened;
        try {
            opened = new S3ErrorMapper(at)
                    .call(() -> clients.client().getObject(request -> {
                        request.bucket(at.container()).key(at.key());
                        if (from > 0 || count >= 0) {
                            request.range(
                                    count >= 0
                                            ? "bytes=%d-%d".formatted(from, from + count - 1)
                                            : "bytes=" + from + "-");
                        }
                        if (!version.isEmpty()) {
                            request.ifMatch(version);
                        }
                    }));
        } catch (PreconditionFailed e) {
            throw new Unavailable(e, "object %s was replaced while it was read: try again", at);
        }
        return new Content(S3Attributes.of(opened.response()), new AbortingStream(opened));
    }

    @Override
    public boolean put(Location at, byte[] content, String md5, boolean ifAbsent) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(at.container())
                .key(at.key())
                .contentMD5(md5)
                .metadata(Map.of(S3Attributes.METADATA, md5));
        if (ifAbsent) {
            request.ifNoneMatch("*");
        }
        return new S3ErrorMapper(at).call(() -> {
            try {
                return put(request.build(), content);
            } catch (NoSuchBucketException gone) {
                buckets.recover(clients.client(), at.container());
                return put(request.build(), content);
            }
        });
    }

    private boolean put(PutObjectRequest request, byte[] content) {
        buckets.ensure(clients.client(), request.bucket());
        try {
            clients.client().putObject(request, RequestBody.fromBytes(content));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Parts begin(Location at, boolean ifAbsent) {
        return new S3ErrorMapper(at).call(() -> {
            buckets.ensure(clients.client(), at.container());
            return new S3Parts(clients.client(), at, beginUpload(at), ifAbsent);
        });
    }

    private String beginUpload(Location at) {
        try {
            return createUpload(at);
        } catch (NoSuchBucketException gone) {
            buckets.recover(clients.client(), at.container());
            return createUpload(at);
        }
    }

    private String createUpload(Location at) {
        return clients.client()
                .createMultipartUpload(request -> request.bucket(at.container()).key(at.key()))
                .uploadId();
    }

    @Override
    public void delete(Location at) {
        try {
            new S3ErrorMapper(at)
                    .call(() -> clients.client()
                            .deleteObject(
                                    request -> request.bucket(at.container()).key(at.key())));
        } catch (NotFound e) {
            // No bucket, no object: nothing to remove.
        }
    }

    @Override
    public Page list(Location prefix, int limit, String token) {
        try {
            ListObjectsV2Response answer = new S3ErrorMapper(prefix)
                    .call(() -> clients.client()
                            .listObjectsV2(request -> request.bucket(prefix.container())
                                    .prefix(prefix.key())
                                    .maxKeys(limit)
                                    .continuationToken(token.isEmpty() ? null : token)));
            List<Entry> entries = answer.contents().stream()
                    .map(object -> new Entry(object.key(), object.size(), object.lastModified()))
                    .toList();
            return new Page(entries, Boolean.TRUE.equals(answer.isTruncated()) ? answer.nextContinuationToken() : "");
        } catch (NotFound e) {
            return new Page(List.of(), "");
        }
    }

    @Override
    public void copy(Location from, Location to) {
        new S3ErrorMapper(from).call(() -> {
            buckets.ensure(clients.client(), to.container());
            return clients.client()
                    .copyObject(request -> request.sourceBucket(from.container())
                            .sourceKey(from.key())
                            .destinationBucket(to.container())
                            .destinationKey(to.key()));
        });
    }

    @Override
    public PresignedUrl presignPut(Location at, PutRequest request) {
        return new S3ErrorMapper(at).call(() -> {
            buckets.ensure(clients.client(), at.container());
            return urls.put(at, request);
        });
    }

    @Override
    public boolean bindsMd5() {
        return true;
    }

    @Override
    public PresignedUrl presignGet(Location at, Duration validFor) {
        return new S3ErrorMapper(at).call(() -> urls.get(at, validFor));
    }

    @Override
    public void close() {
        clients.close();
    }

    /** Gives the connection up when it is closed early, instead of reading what is left. */
    private static final class AbortingStream extends FilterInputStream {
        private final ResponseInputStream<GetObjectResponse> response;
        private long left;

        AbortingStream(ResponseInputStream<GetObjectResponse> response) {
            super(response);
            this.response = response;
            this.left = response.response().contentLength();
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            left -= value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int wanted) throws IOException {
            int count = super.read(target, offset, wanted);
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            if (left > 0) {
                response.abort();
            } else {
                super.close();
            }
        }
    }
}
