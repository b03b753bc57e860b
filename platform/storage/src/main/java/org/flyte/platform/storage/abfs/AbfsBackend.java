package org.flyte.platform.storage.abfs;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;
import org.flyte.platform.storage.StorageConfig;
import org.flyte.platform.storage.remote.Location;
import org.flyte.platform.storage.remote.RemoteBackend;

/** Azure Blob Storage. */
public final class AbfsBackend implements RemoteBackend {
    private static final Duration COPY_POLL = Duration.ofMillis(200);

    private final AbfsClients clients;
    private final AbfsPresignedUrls urls;
    private final Duration timeout;
    private final boolean createContainers;

    /** A store whose presigned uploads of existing objects go below {@code base}. */
    public AbfsBackend(String base, StorageConfig.Abfs config, Clock clock) {
        this.clients = new AbfsClients(config);
        this.urls = new AbfsPresignedUrls(clients, Location.parse(base), clock);
        this.timeout = config.timeout();
        this.createContainers = config.createContainers();
    }

    @Override
    public boolean hasContainer(Location at) {
        try {
            new AbfsErrorMapper(at).call(() -> page(at, 1, ""));
            return true;
        } catch (NotFound e) {
            return createContainers;
        }
    }

    @Override
    public Optional<Attributes> head(Location at) {
        try {
            return Optional.of(new AbfsErrorMapper(at)
                    .call(() -> attributes(clients.blob(at).getProperties())));
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    private static Attributes attributes(BlobProperties properties) {
        return new Attributes(
                properties.getBlobSize(),
                properties.getLastModified().toInstant(),
                Optional.ofNullable(properties.getContentMd5())
                        .map(md5 -> Base64.getEncoder().encodeToString(md5)),
                properties.getETag());
    }

    @Override
    public Content get(Location at, long from, long count, String version) {
        AbfsErrorMapper errors = new AbfsErrorMapper(at);
        BlobClient blob = clients.blob(at);
        // A download does not tell the MD5 of the whole object.
        Attributes attributes = errors.call(() -> attributes(blob.getProperties()));
        String wanted = version.isEmpty() ? attributes.version() : version;
        long end = count < 0 ? attributes.size() : Math.min(attributes.size(), from + count);
        return new Content(attributes, new AbfsContent(blob, errors, wanted, timeout, from, end));
    }

    @Override
    public boolean put(Location at, byte[] content, String md5, boolean ifAbsent) {
        byte[] sum = Base64.getDecoder().decode(md5);
        return written(at, () -> {
            clients.blob(at)
                    .getBlockBlobClient()
                    .uploadWithResponse(
                            new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(content))
                                    .setContentMd5(sum)
                                    .setHeaders(new BlobHttpHeaders().setContentMd5(sum))
                                    .setRequestConditions(absent(ifAbsent)),
                            timeout,
                            Context.NONE);
            return true;
        });
    }

    static BlobRequestConditions absent(boolean ifAbsent) {
        return new BlobRequestConditions().setIfNoneMatch(ifAbsent ? "*" : null);
    }

    /** Runs a write, and creates the container when it is missing and that is configured; false when the object exists. */
    boolean written(Location at, Supplier<Boolean> write) {
        return new AbfsErrorMapper(at).call(() -> {
            try {
                try {
                    return write.get();
                } catch (BlobStorageException e) {
                    if (!BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode())) {
                        throw e;
                    }
                    if (!createContainers) {
                        throw new FailedPrecondition(
                                "container %s does not exist: create it, or correct flyte.storage.base;"
                                        + " flyte.storage.abfs.create-containers=true has it created",
                                at.container());
                    }
                    clients.container(at).createIfNotExists();
                    return write.get();
                }
            } catch (BlobStorageException e) {
                if (BlobErrorCode.BLOB_ALREADY_EXISTS.equals(e.getErrorCode())
                        || BlobErrorCode.CONDITION_NOT_MET.equals(e.getErrorCode())) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public Parts begin(Location at, boolean ifAbsent) {
        return new AbfsParts(this, clients.blob(at).getBlockBlobClient(), at, timeout, ifAbsent);
    }

    @Override
    public void delete(Location at) {
        try {
            new AbfsErrorMapper(at).call(() -> clients.blob(at).deleteIfExists());
        } catch (NotFound e) {
            // No container, no object: nothing to remove.
        }
    }

    @Override
    public Page list(Location prefix, int limit, String token) {
        try {
            return new AbfsErrorMapper(prefix).call(() -> page(prefix, limit, token));
        } catch (NotFound e) {
            return new Page(List.of(), "");
        }
    }

    private Page page(Location prefix, int limit, String token) {
        ListBlobsOptions options =
                new ListBlobsOptions().setPrefix(prefix.key()).setMaxResultsPerPage(limit);
        Iterator<PagedResponse<BlobItem>> pages = clients.container(prefix)
                .listBlobs(options, timeout)
                .iterableByPage(token.isEmpty() ? null : token)
                .iterator();
        if (!pages.hasNext()) {
            return new Page(List.of(), "");
        }
        PagedResponse<BlobItem> page = pages.next();
        List<Entry> entries = page.getValue().stream()
                .map(item -> new Entry(
                        item.getName(),
                        item.getProperties().getContentLength(),
                        item.getProperties().getLastModified().toInstant()))
                .toList();
        return new Page(
                entries, Optional.ofNullable(page.getContinuationToken()).orElse(""));
    }

    @Override
    public void copy(Location from, Location to) {
        if (head(from).isEmpty()) {
            throw new NotFound("object %s does not exist", from);
        }
        written(to, () -> {
            clients.blob(to)
                    .beginCopy(urls.get(from, Duration.ofMinutes(15)).url().toString(), COPY_POLL)
                    .waitForCompletion(timeout);
            return true;
        });
    }

    @Override
    public PresignedUrl presignPut(Location at, PutRequest request) {
        return new AbfsErrorMapper(at).call(() -> urls.put(at, request));
    }

    @Override
    public boolean bindsMd5() {
        return false;
    }

    @Override
    public PresignedUrl presignGet(Location at, Duration validFor) {
        return new AbfsErrorMapper(at).call(() -> urls.get(at, validFor));
    }

    @Override
    public void close() {}
}
