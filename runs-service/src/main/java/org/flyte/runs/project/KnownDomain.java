package org.flyte.runs.project;

import java.util.Locale;

/**
 * A domain that projects have.
 *
 * @param name shown to users
 */
public record KnownDomain(String id, String name) {
    /** @param friendlyName "" when nobody chose one */
    static KnownDomain of(String id, String friendlyName) {
        return new KnownDomain(id, friendlyName.isEmpty() ? capitalised(id) : friendlyName);
    }

    private static String capitalised(String id) {
        return id.isEmpty() ? id : id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
    }
}
