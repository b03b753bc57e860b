-- Each of these names a column that a phase update changes. Replicas of the version before read more rows without them, for as
-- long as a rolling update takes.
DROP INDEX CONCURRENTLY IF EXISTS actions_by_change;
DROP INDEX CONCURRENTLY IF EXISTS runs_by_change;
DROP INDEX CONCURRENTLY IF EXISTS actions_alive;
DROP INDEX CONCURRENTLY IF EXISTS actions_live;
DROP INDEX CONCURRENTLY IF EXISTS actions_paused;
