package org.flyte.platform.storage.abfs;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.flyte.platform.storage.Md5;
import org.flyte.platform.storage.remote.Location;
import org.flyte.platform.storage.remote.RemoteBackend.Parts;

/** Blocks of a blob; those that are never committed are dropped by Azure after a week. */
final class AbfsParts implements Parts {
    private final AbfsBackend backend;
    private final BlockBlobClient blob;
    private final Location at;
    private final Duration timeout;
    private final boolean ifAbsent;
    private final List<String> blocks = new ArrayList<>();
    private final Md5 whole = new Md5();
    private byte[] sum;

    AbfsParts(AbfsBackend backend, BlockBlobClient blob, Location at, Duration timeout, boolean ifAbsent) {
        this.backend = backend;
        this.blob = blob;
        this.at = at;
        this.timeout = timeout;
        this.ifAbsent = ifAbsent;
    }

    @Override
    public void add(byte[] content, String md5) {
        String id = Base64.getEncoder()
                .encodeToString("%08d".formatted(blocks.size()).getBytes(StandardCharsets.US_ASCII));
        backend.written(at, () -> {
            blob.stageBlockWithResponse(
                    new BlockBlobStageBlockOptions(id, BinaryData.fromBytes(content))
                            .setContentMd5(Base64.getDecoder().decode(md5)),
                    timeout,
                    Context.NONE);
            return true;
        });
        blocks.add(id);
        whole.update(content);
    }

    @Override
    public boolean complete() {
        if (sum == null) {
            sum = whole.bytes();
        }
        return backend.written(at, () -> {
            blob.commitBlockListWithResponse(
                    new BlockBlobCommitBlockListOptions(blocks)
                            .setHeaders(new BlobHttpHeaders().setContentMd5(sum))
                            .setRequestConditions(AbfsBackend.absent(ifAbsent)),
                    timeout,
                    Context.NONE);
            return true;
        });
    }

    @Override
    public void abort() {}
}
