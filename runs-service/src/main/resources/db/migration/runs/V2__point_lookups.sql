-- A lookup of one action must not depend on statistics. While most runs are small, the planner takes every index that
-- starts with the run for as good as the primary key, and then reads all of a big run for each of its actions.
-- With the primary key in this order, a query that gives project and domain in a form no index knows
-- (org.flyte.runs.db.SameAction) has no other index to go by.
ALTER TABLE actions DROP CONSTRAINT actions_pkey, ADD PRIMARY KEY (run_name, name, domain, project);
