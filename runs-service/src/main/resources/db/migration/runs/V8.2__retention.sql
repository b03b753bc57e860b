-- When a spec was last stored or found stored: one that no action refers to is deleted only long after that, when no replica
-- remembers it as stored. A constant default adds the column without rewriting the table.
ALTER TABLE task_specs ADD COLUMN used_at TIMESTAMPTZ NOT NULL DEFAULT now();
CREATE INDEX task_specs_by_use ON task_specs (used_at);
-- Retention reads tracked runs in order of creation.
CREATE INDEX listed_runs_tracked_by_age ON listed_runs (created_at, run_name, project, domain) WHERE tracked;
