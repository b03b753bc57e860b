package org.flyte.apps.store;

import org.flyte.idl.app.Meta;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.Status;

/**
 * What is written of an app.
 *
 * @param meta identity, labels and code; its revision is that of this record
 * @param deleted whether the app is gone for its users while its objects may still exist
 */
public record AppState(long revision, Meta meta, Spec spec, Status status, boolean deleted) {
    public AppState withStatus(Status changed) {
        return new AppState(revision, meta, spec, changed, deleted);
    }

    /** Gone for users. */
    public AppState delete() {
        return new AppState(revision, meta, spec, status, true);
    }
}
