package org.flyte.runs.retention;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.flyte.platform.model.RunLayout;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;

/** The objects below the folder of a run. */
@ApplicationScoped
class RunObjects {
    private static final int PAGE = 500;

    private final ObjectStore store;
    private final ExecutorService threads;

    RunObjects(ObjectStore store, @VirtualThreads ExecutorService threads) {
        this.store = store;
        this.threads = threads;
    }

    /** Number of deleted objects. Only a folder that is named after the run is one that nothing else is in. */
    Uni<Integer> delete(OldRun run) {
        String folder = run.outputBase();
        if (!store.owns(folder)
                || !folder.equals(new RunLayout(folder).outputBase())
                || !folder.endsWith("/" + run.key().project() + "/" + run.key().domain() + "/"
                        + run.key().name() + "/")) {
            return Uni.createFrom().item(0);
        }
        return Uni.createFrom().item(() -> deleteBelow(folder)).runSubscriptionOn(threads);
    }

    private int deleteBelow(String folder) {
        int deleted = 0;
        for (List<ObjectInfo> page = store.list(folder, PAGE); !page.isEmpty(); page = store.list(folder, PAGE)) {
            page.forEach(object -> store.delete(object.address()));
            deleted += page.size();
        }
        return deleted;
    }
}
