package org.flyte.runs.run;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.ObjectStore;
import org.jboss.logging.Logger;

/** Writes and compares the inputs of runs, off the event loop. */
@ApplicationScoped
class InputsStore {
    private static final Logger LOG = Logger.getLogger(InputsStore.class);
    private static final long MAX_BYTES = 64L << 20;

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
                            run.data().inputsToWrite().toByteArray());
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

    /** Whether a recorded run, whose inputs are at {@code recordedUri}, has these inputs. */
    Uni<Boolean> same(NewRun run, String recordedUri) {
        if (!recordedUri.equals(run.data().inputs().file())) {
            return Uni.createFrom().item(false);
        }
        if (run.data().inputsToWrite() == null) {
            return Uni.createFrom().item(true);
        }
        return Uni.createFrom().item(() -> sameContent(run, recordedUri)).runSubscriptionOn(threads);
    }

    private boolean sameContent(NewRun run, String recordedUri) {
        try {
            return Arrays.equals(
                    store.read(recordedUri, MAX_BYTES),
                    run.data().inputsToWrite().toByteArray());
        } catch (NotFound e) {
            return false;
        }
    }
}
