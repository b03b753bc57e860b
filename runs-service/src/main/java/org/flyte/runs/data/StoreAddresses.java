package org.flyte.runs.data;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.flyte.idl.common.OffloadedInputData;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.ProjectFolders;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.storage.ObjectStore;

/**
 * Checks addresses of requests before a run has them: its pods read and write there with their own credentials, whoever asks.
 * Fails with InvalidArgument that names the field.
 */
@ApplicationScoped
public class StoreAddresses {
    private static final String INPUTS = "offloaded_input_data.uri";
    private static final int MAX_LENGTH = 1_024;

    private final String base;
    private final Predicate<String> owned;

    @Inject
    StoreAddresses(ObjectStore store) {
        this(store.base(), store::owns);
    }

    /** @param owned whether an address lies in the store of this installation: below its base, or a prefix beside it */
    StoreAddresses(String base, Predicate<String> owned) {
        this.base = base;
        this.owned = owned;
    }

    /** Checks where the inputs lie that a request names: in its project, or in one that it refers to. */
    public void checkInputs(String parent, OffloadedInputData inputs, List<ProjectFolders> readable) {
        checkInputs(parent, inputs.getUri(), readable);
    }

    /** As above, of the address alone. */
    public void checkInputs(String parent, String address, List<ProjectFolders> readable) {
        String field = parent + INPUTS;
        checkOwned(field, address);
        if (readable.stream().noneMatch(folders -> folders.has(address))) {
            throw new InvalidArgument(
                    "%s: '%s' is outside the data of %s; upload the inputs by UploadInputs",
                    field,
                    Address.shown(address),
                    readable.stream().map(ProjectFolders::toString).distinct().collect(Collectors.joining(", ")));
        }
    }

    /** Checks where the pods of a project write: below the base only into its own data. */
    public void checkWritten(String field, String folder, ProjectFolders own) {
        checkOwned(field, folder);
        if (Address.isBelow(folder, base) && !own.has(folder + "/")) {
            throw new InvalidArgument(
                    "%s: '%s' is outside the data of %s; name a folder with /%s/ in it, or an address of"
                            + " flyte.storage.allowed",
                    field, Address.shown(folder), own, own);
        }
    }

    /** Checks that an address lies in the store. */
    public void checkOwned(String field, String address) {
        RequestFields.text(field, address, 1, MAX_LENGTH);
        if (!owned.test(address) || !Address.isPlain(address)) {
            throw new InvalidArgument(
                    "%s: '%s' is outside the store; name an address below flyte.storage.base without dots, or have its"
                            + " prefix added to flyte.storage.allowed",
                    field, Address.shown(address));
        }
    }
}
