package org.flyte.cache;

import io.vertx.mutiny.sqlclient.Tuple;
import org.flyte.platform.model.Address;

/**
 * The key of an entry or of a reservation. Its parts stay apart, in columns of their own: no spelling of one can look like
 * another.
 *
 * @param project "" for keys without a scope
 * @param domain "" for keys without a scope
 */
public record EntryKey(String project, String domain, String key) {
    /** Longest key, in characters: three parts of this length fit into an index of PostgreSQL. */
    public static final int MAX_KEY = 512;

    /** As the parameters 1 to 3 of a statement. */
    public Tuple parameters() {
        return Tuple.of(project, domain, key);
    }

    /** How messages write it. */
    @Override
    public String toString() {
        return "'%s'%s".formatted(Address.shown(key), project.isEmpty() ? "" : " of %s/%s".formatted(project, domain));
    }
}
