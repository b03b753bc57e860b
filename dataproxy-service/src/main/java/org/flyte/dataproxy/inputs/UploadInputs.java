package org.flyte.dataproxy.inputs;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.dataproxy.Blocking;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.dataproxy.runs.Projects;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.idl.dataproxy.UploadInputsRequest;
import org.flyte.idl.dataproxy.UploadInputsResponse;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.ObjectStore;

/** Stores the inputs of a coming run under the address of their content (dataplane spec §1.2). */
@ApplicationScoped
public class UploadInputs {
    private final DataProxyConfig config;
    private final Projects projects;
    private final IgnoredInputs ignoredInputs;
    private final ObjectStore store;
    private final Blocking blocking;

    UploadInputs(
            DataProxyConfig config,
            Projects projects,
            IgnoredInputs ignoredInputs,
            ObjectStore store,
            Blocking blocking) {
        this.config = config;
        this.projects = projects;
        this.ignoredInputs = ignoredInputs;
        this.store = store;
        this.blocking = blocking;
    }

    public Uni<UploadInputsResponse> execute(UploadInputsRequest request) {
        RunScope scope = RunScope.of(request);
        String folder = folder(request.getBaseDir(), scope);
        long max = config.maxDataSize().asLongValue();
        if (request.getInputs().getSerializedSize() > max) {
            throw new Exhausted(
                    "inputs have %d bytes, more than the %d allowed",
                    request.getInputs().getSerializedSize(), max);
        }
        Uni<List<String>> ignored = ignoredInputs.of(request);
        return projects.require(scope.project())
                .chain(() -> ignored)
                .chain(names -> blocking.call(() -> write(folder, InputsDigest.of(request.getInputs(), names))));
    }

    private UploadInputsResponse write(String folder, InputsDigest digest) {
        String uri = Address.join(folder, digest.contentAddress());
        store.write(Address.join(uri, "inputs.pb"), digest.content());
        return UploadInputsResponse.newBuilder()
                .setOffloadedInputData(
                        OffloadedInputData.newBuilder().setUri(uri).setInputsHash(digest.inputsHash()))
                .build();
    }

    private String folder(String baseDir, RunScope scope) {
        if (baseDir.isEmpty()) {
            return Address.join(
                    store.base(), config.upload().storagePrefix(), scope.project(), scope.domain(), "offloaded-inputs");
        }
        if (!store.owns(baseDir)) {
            throw new InvalidArgument(
                    "base_dir '%s' is outside the store: use an address below %s, or have its prefix added to"
                            + " flyte.storage.allowed",
                    baseDir, store.base());
        }
        return Address.join(baseDir, scope.project(), scope.domain(), "offloaded-inputs");
    }
}
