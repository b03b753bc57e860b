package org.flyte.runs.tracked;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.storage.ObjectStore;

/** Where clients upload the inputs of an action: no report says it. An action without inputs has no such file. */
@ApplicationScoped
class TrackedInputs {
    private static final String FOLDER = "tracked-runs";

    private final String base;
    private final String uploads;

    TrackedInputs(ObjectStore store, TrackedConfig config) {
        this.base = store.base();
        this.uploads = config.uploads();
    }

    /** The file. */
    String of(ActionKey action) {
        return new InputsLayout(Address.join(
                        base, uploads, action.project(), action.domain(), FOLDER, action.runName(), action.name()))
                .file();
    }
}
