package org.flyte.runs.run;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.runs.action.SpecBlob;
import org.jboss.logging.Logger;

/**
 * Writes the inputs of runs, off the event loop. Their address contains their hash: of two calls for one name neither can
 * overwrite the inputs of the other, and equal addresses are equal inputs.
 */
@ApplicationScoped
class InputsStore {
    private static final Logger LOG = Logger.getLogger(InputsStore.class);

    private final ObjectStore store;
    private final ExecutorService threads;

    InputsStore(ObjectStore store, @VirtualThreads ExecutorService threads) {
        this.store = store;
        this.threads = threads;
    }

    /** Writes inputs that came with the request; uploaded ones are there already. */
    Uni<Void> write(NewRun run) {
        if (run.data().inputsToWrite() == null) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .item(() -> {
                    store.write(
                            run.data().inputs().file(),
                            SpecBlob.deterministic(run.data().inputsToWrite()));
                    return (Void) null;
                })
                .runSubscriptionOn(threads);
    }

    /** Removes what {@link #write} has written for a run that was not created. Never fails: what stays is unused. */
    Uni<Void> remove(NewRun run) {
        if (run.data().inputsToWrite() == null) {
            return Uni.createFrom().voidItem();
        }
        String file = run.data().inputs().file();
        return Uni.createFrom()
                .item(() -> {
                    store.delete(file);
                    return (Void) null;
                })
                .runSubscriptionOn(threads)
                .onFailure()
                .invoke(failure -> LOG.debugf(
                        "unused inputs not removed: run=%s cause=%s", run.key().run(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
