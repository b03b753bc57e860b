package org.flyte.runs.run;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.storage.ObjectStore;

/** Writes and compares the inputs of runs, off the event loop. */
@ApplicationScoped
class RunInputs {
    private static final long LARGEST = 64L << 20;

    private final ObjectStore store;
    private final ExecutorService threads;

    RunInputs(ObjectStore store, @VirtualThreads ExecutorService threads) {
        this.store = store;
        this.threads = threads;
    }

    /** Writes inputs that came with the request; uploaded ones are in their place. */
    Uni<Void> write(NewRun run) {
        if (run.inputs() == null) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .item(() -> {
                    store.write(run.inputsAt().file(), run.inputs().toByteArray());
                    return (Void) null;
                })
                .runSubscriptionOn(threads);
    }

    /** Whether a recorded run, whose inputs are at {@code recordedUri}, has these inputs. */
    Uni<Boolean> same(NewRun run, String recordedUri) {
        if (!recordedUri.equals(run.inputsAt().file())) {
            return Uni.createFrom().item(false);
        }
        if (run.inputs() == null) {
            return Uni.createFrom().item(true);
        }
        return Uni.createFrom().item(() -> sameContent(run, recordedUri)).runSubscriptionOn(threads);
    }

    private boolean sameContent(NewRun run, String recordedUri) {
        try {
            return Arrays.equals(store.read(recordedUri, LARGEST), run.inputs().toByteArray());
        } catch (NotFound e) {
            return false;
        }
    }
}
