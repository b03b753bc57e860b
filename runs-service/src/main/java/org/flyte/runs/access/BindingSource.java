package org.flyte.runs.access;

import java.util.Locale;

/** Where a binding comes from. */
enum BindingSource {
    API,
    FILE,
    CONFIGURATION;

    /** As the database has it. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static BindingSource of(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }
}
