package org.flyte.runs.db;

import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import org.flyte.platform.model.ActionKey;

/** The columns project, domain, run_name and name, which identify an action in every table. */
public final class ActionKeySql {
    /** The name of a root as an SQL literal. */
    public static final String ROOT = "'" + ActionKey.ROOT + "'";

    private ActionKeySql() {}

    /**
     * A condition that finds one row of {@code actions} through its primary key and no other index; the migration
     * V2__point_lookups.sql explains it. For all statements that read or write actions of a run one by one.
     *
     * @param alias of the table actions; the others are columns, parameters or literals
     */
    public static String match(String alias, String project, String domain, String run, String name) {
        return """
                %1$s.run_name = %4$s AND %1$s.name = %5$s AND %1$s.domain || '' = %3$s AND %1$s.project || '' = %2$s""".formatted(alias, project, domain, run, name);
    }

    /** As above, for the action that a row of another table with the same key columns belongs to. */
    public static String match(String alias, String other) {
        return match(alias, other + ".project", other + ".domain", other + ".run_name", other + ".name");
    }

    /** As above, for the action whose key is in the parameters 1 to 4. */
    public static String matchParameters(String alias) {
        return match(alias, "$1", "$2", "$3", "$4");
    }

    /** A key as the parameters 1 to 4. */
    public static Tuple parameters(ActionKey key) {
        return Tuple.of(key.project(), key.domain(), key.runName(), key.name());
    }

    /** The key in a row that has the four columns. */
    public static ActionKey read(Row row) {
        return new ActionKey(
                row.getString("project"), row.getString("domain"), row.getString("run_name"), row.getString("name"));
    }
}
