package org.flyte.runs.db;

/**
 * The condition that finds one action by its primary key, and by no other index: see V2__point_lookups.sql. For
 * everything that reads or writes actions of a run one by one.
 */
public final class SameAction {
    private SameAction() {}

    /** @param alias of the table actions; the others are columns or parameters */
    public static String on(String alias, String project, String domain, String run, String name) {
        return """
                %1$s.run_name = %4$s AND %1$s.name = %5$s AND %1$s.domain || '' = %3$s AND %1$s.project || '' = %2$s""".formatted(alias, project, domain, run, name);
    }

    /** The action that a row of another table with the same key columns belongs to. */
    public static String as(String alias, String other) {
        return on(alias, other + ".project", other + ".domain", other + ".run_name", other + ".name");
    }
}
