package org.flyte.runs.query.row;

import org.flyte.runs.db.ResultColumn;

/** The columns of an {@link ActionRow}: what a query selects first, before columns of its own. */
public enum ActionColumn implements ResultColumn {
    PROJECT,
    DOMAIN,
    RUN_NAME,
    NAME,
    PARENT_ACTION_NAME,
    PHASE,
    ATTEMPTS,
    CACHE_STATUS,
    CREATED_AT,
    UPDATED_AT,
    ENDED_AT,
    DURATION_MS,
    CHANGE_SEQ,
    ACTION_TYPE,
    ACTION_GROUP,
    FUNCTION_NAME,
    ENVIRONMENT_NAME,
    TASK_PROJECT,
    TASK_DOMAIN,
    TASK_NAME,
    TASK_VERSION,
    TASK_TYPE,
    TASK_SHORT_NAME,
    RUN_SOURCE,
    CREATED_BY,
    LABELS,
    TRIGGER_NAME,
    TRIGGER_TASK_NAME,
    TRIGGER_REVISION,
    TRIGGER_TYPE,
    RELATION,
    RECOVERED_FROM,
    CONDITION_SPEC,
    TRACKED;

    private static final ActionColumn[] ALL = values();

    /** How many there are: the index of the first column that a query selects after them. */
    public static final int COUNT = ALL.length;

    /** The select list. */
    public static final String LIST = ResultColumn.list(ALL);
}
