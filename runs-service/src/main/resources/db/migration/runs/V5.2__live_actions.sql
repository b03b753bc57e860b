-- Live actions by run and parent: for aborts, for the sweep of children that outlive their parent, which looks at each
-- distinct parent once, and for the sweep of stale actions. Built beside writers.
CREATE INDEX CONCURRENTLY IF NOT EXISTS actions_live
    ON actions (project, domain, run_name, (COALESCE(parent_action_name, '')), name)
 WHERE ${phase_is_live} AND NOT tracked;
