package org.flyte.dataproxy.inputs;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.runs.ProjectLookup;
import org.flyte.dataproxy.scope.DataScope;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.dataproxy.UploadInputsResponse;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.storage.ObjectStore;

/** Stores the inputs of a future run under the address of their content. */
@ApplicationScoped
public class UploadInputs {
    private final long maxSize;
    private final String storagePrefix;
    private final ProjectLookup projects;
    private final IgnoredInputs ignoredInputs;
    private final InputsBaseDir inputsBaseDir;
    private final ObjectStore store;
    private final BlockingExecutor blocking;

    UploadInputs(
            DataProxyConfig config,
            ProjectLookup projects,
            IgnoredInputs ignoredInputs,
            InputsBaseDir inputsBaseDir,
            ObjectStore store,
            BlockingExecutor blocking) {
        this.maxSize = config.maxDataSize().asLongValue();
        this.storagePrefix = config.upload().storagePrefix();
        this.projects = projects;
        this.ignoredInputs = ignoredInputs;
        this.inputsBaseDir = inputsBaseDir;
        this.store = store;
        this.blocking = blocking;
    }

    /** Where the inputs are, and the hash of those that the cache counts. */
    public Uni<UploadInputsResponse> execute(NewInputs upload) {
        String asked = folder(upload.baseDir(), upload.scope());
        checkSize(upload.inputs().getSerializedSize());
        Uni<String> folder = upload.baseDir().isEmpty()
                ? inputsBaseDir.of(upload.scope()).map(base -> folder(base, upload.scope()))
                : Uni.createFrom().item(asked);
        Uni<List<String>> ignored = ignoredInputs.of(upload.task());
        return projects.require(upload.scope().project())
                .chain(() -> Uni.combine().all().unis(folder, ignored).asTuple())
                .chain(found -> blocking.call(
                        () -> write(found.getItem1(), InputsDigest.of(upload.inputs(), found.getItem2()))));
    }

    private UploadInputsResponse write(String folder, InputsDigest digest) {
        String uri = Address.join(folder, digest.contentAddress());
        store.write(new InputsLayout(uri).file(), digest.content());
        return UploadInputsResponse.newBuilder()
                .setOffloadedInputData(
                        OffloadedInputData.newBuilder().setUri(uri).setInputsHash(digest.inputsHash()))
                .build();
    }

    private void checkSize(int size) {
        if (size > maxSize) {
            throw new Exhausted(
                    "inputs have %d bytes, more than the %d allowed by flyte.dataproxy.max-data-size:"
                            + " pass large data as a file",
                    size, maxSize);
        }
    }

    private String folder(String baseDir, InputsScope scope) {
        if (baseDir.isEmpty()) {
            return Address.join(store.base(), storagePrefix, scope.project(), scope.domain(), DataScope.INPUTS);
        }
        if (!store.owns(baseDir)) {
            throw new InvalidArgument(
                    "base_dir '%s' is outside the store: use an address below %s, or have its prefix added to"
                            + " flyte.storage.allowed",
                    baseDir, store.base());
        }
        return Address.join(baseDir, scope.project(), scope.domain(), DataScope.INPUTS);
    }
}
