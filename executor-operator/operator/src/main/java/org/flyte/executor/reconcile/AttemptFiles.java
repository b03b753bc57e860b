package org.flyte.executor.reconcile;

import java.util.List;
import java.util.Optional;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;

/** The files by which an attempt is judged: those that are there. */
record AttemptFiles(Optional<ObjectInfo> error, Optional<ObjectInfo> outputs) {
    /** A folder with more objects, such as checkpoints, may hold files that its listing does not show. */
    private static final int MAX_LISTED = 20;

    /** One request: a listing of the folder. */
    static AttemptFiles list(ObjectStore store, AttemptLayout layout) {
        List<ObjectInfo> listed = store.list(layout.folder() + "/", MAX_LISTED);
        boolean all = listed.size() < MAX_LISTED;
        return new AttemptFiles(
                find(store, listed, layout.errorFile(), all), find(store, listed, layout.outputsFile(), all));
    }

    /** One request, for the error alone. */
    static AttemptFiles errorOnly(ObjectStore store, AttemptLayout layout) {
        return new AttemptFiles(store.head(layout.errorFile()), Optional.empty());
    }

    private static Optional<ObjectInfo> find(ObjectStore store, List<ObjectInfo> listed, String address, boolean all) {
        Optional<ObjectInfo> found =
                listed.stream().filter(file -> file.address().equals(address)).findFirst();
        return found.isPresent() || all ? found : store.head(address);
    }
}
