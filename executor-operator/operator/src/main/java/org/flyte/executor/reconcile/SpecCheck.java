package org.flyte.executor.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.crd.TaskActionSpec;
import org.flyte.platform.storage.ObjectStore;

/** Checks the required fields of a spec; a TaskAction may have been written by hand. */
@ApplicationScoped
class SpecCheck {
    private final ObjectStore store;

    SpecCheck(ObjectStore store) {
        this.store = store;
    }

    /** @throws InvalidSpecException naming the field */
    void check(TaskActionSpec spec) {
        require("runName", spec.runName);
        require("project", spec.project);
        require("domain", spec.domain);
        require("actionName", spec.actionName);
        require("inputUri", spec.inputUri);
        require("runOutputBase", spec.runOutputBase);
        if (!store.owns(spec.runOutputBase)) {
            throw new InvalidSpecException(
                    "InvalidSpec",
                    "spec.runOutputBase '%s' is not below flyte.storage.base".formatted(spec.runOutputBase));
        }
    }

    private static void require(String field, String value) {
        if (value == null || value.isEmpty()) {
            throw new InvalidSpecException("InvalidSpec", "spec." + field + " is missing");
        }
    }
}
