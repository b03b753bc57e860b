package org.flyte.platform.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.AllowedPrefixes;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.PutRequest;
import org.flyte.platform.storage.StorageConfig;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects in S3 or a compatible server. Buckets that are missing are created before the first write. */
public final class S3ObjectStore implements ObjectStore {
    private static final int PRECONDITION_FAILED = 412;

    private final AllowedPrefixes allowed;
    private final S3Clients clients;
    private final S3PresignedUrls urls;
    private final Buckets buckets = new Buckets();

    public S3ObjectStore(AllowedPrefixes allowed, StorageConfig.S3 config, Clock clock) {
        S3Address base = S3Address.parse(allowed.base());
        this.allowed = allowed;
        this.clients = new S3Clients(config);
        this.urls = new S3PresignedUrls(clients, base, config.conditionalPut(), clock);
    }

    @Override
    public String base() {
        return allowed.base();
    }

    @Override
    public boolean owns(String address) {
        return allowed.has(address);
    }

    @Override
    public Optional<ObjectInfo> head(String address) {
        return headOf(checked(address)).map(head -> head.info(address));
    }

    @Override
    public Optional<String> md5(String address) {
        return headOf(checked(address)).flatMap(S3Head::md5);
    }

    private Optional<S3Head> headOf(S3Address at) {
        try {
            return Optional.of(new S3Head(new S3ErrorMapper(at)
                    .call(() -> clients.client()
                            .headObject(request -> request.bucket(at.bucket()).key(at.key())))));
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] read(String address, long maxBytes) {
        try (ResponseInputStream<GetObjectResponse> content = get(checked(address))) {
            long size = content.response().contentLength();
            if (size > maxBytes) {
                content.abort();
                throw new Exhausted("object %s has %d bytes, more than the %d allowed", address, size, maxBytes);
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new Unavailable(e, "the object store closed the connection while sending %s: try again", address);
        }
    }

    @Override
    public InputStream open(String address) {
        return get(checked(address));
    }

    private ResponseInputStream<GetObjectResponse> get(S3Address at) {
        return new S3ErrorMapper(at)
                .call(() -> clients.client()
                        .getObject(request -> request.bucket(at.bucket()).key(at.key())));
    }

    @Override
    public void write(String address, byte[] content) {
        S3Address at = checked(address);
        new S3ErrorMapper(at).call(() -> {
            try {
                return put(at, RequestBody.fromBytes(content));
            } catch (NoSuchBucketException gone) {
                buckets.forget(at.bucket());
                return put(at, RequestBody.fromBytes(content));
            }
        });
    }

    @Override
    public void write(String address, InputStream content, long length) {
        S3Address at = checked(address);
        new S3ErrorMapper(at).call(() -> put(at, ExactStream.body(content, length)));
    }

    @Override
    public boolean writeIfAbsent(String address, InputStream content, long length) {
        S3Address at = checked(address);
        return new S3ErrorMapper(at).call(() -> {
            try {
                buckets.ensure(clients.client(), at.bucket());
                clients.client()
                        .putObject(
                                request -> request.bucket(at.bucket())
                                        .key(at.key())
                                        .ifNoneMatch("*"),
                                ExactStream.body(content, length));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED) {
                    return false;
                }
                throw e;
            }
        });
    }

    private Void put(S3Address at, RequestBody body) {
        buckets.ensure(clients.client(), at.bucket());
        clients.client().putObject(request -> request.bucket(at.bucket()).key(at.key()), body);
        return null;
    }

    @Override
    public void delete(String address) {
        S3Address at = checked(address);
        try {
            new S3ErrorMapper(at)
                    .call(() -> clients.client()
                            .deleteObject(request -> request.bucket(at.bucket()).key(at.key())));
        } catch (NotFound e) {
            // No bucket, no object: nothing to remove.
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix, int limit) {
        S3Address at = S3Address.parse(allowed.check(prefix));
        try {
            return new S3ErrorMapper(at).call(() -> new S3Listing(clients.client(), at).first(limit));
        } catch (NotFound e) {
            return List.of();
        }
    }

    @Override
    public PresignedUrl presignPut(PutRequest request) {
        S3Address at = checked(request.address());
        return new S3ErrorMapper(at).call(() -> {
            buckets.ensure(clients.client(), at.bucket());
            return urls.put(at, request);
        });
    }

    @Override
    public PresignedUrl presignGet(String address, Duration validFor) {
        S3Address at = checked(address);
        return new S3ErrorMapper(at).call(() -> urls.get(at, validFor));
    }

    @Override
    public void close() {
        clients.close();
    }

    private S3Address checked(String address) {
        return S3Address.parse(allowed.checkObject(address));
    }
}
