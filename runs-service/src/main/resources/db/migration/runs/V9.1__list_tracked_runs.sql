-- Tracked runs in their default order, of all projects and of one. Built beside writers.
CREATE INDEX CONCURRENTLY IF NOT EXISTS listed_tracked_runs_by_phase
    ON listed_runs (phase, created_at DESC, run_name DESC, project DESC, domain DESC) WHERE tracked;
CREATE INDEX CONCURRENTLY IF NOT EXISTS listed_tracked_runs_of_project_by_phase
    ON listed_runs (project, domain, phase, created_at DESC, run_name DESC) WHERE tracked;
CREATE INDEX CONCURRENTLY IF NOT EXISTS listed_tracked_runs_of_project_by_age
    ON listed_runs (project, domain, created_at, run_name) WHERE tracked;
