package org.flyte.apps.change;

import org.flyte.apps.store.AppRecord;

/** Hears of every change of an app, on one thread and in the order of its versions; must not block. */
public interface ChangeListener {
    /** The app as it is now; the same state may be reported again. */
    void changed(AppRecord app);
}
