-- Deployed tasks: one row for each version.
CREATE TABLE tasks (
  project           TEXT NOT NULL,
  domain            TEXT NOT NULL,
  name              TEXT NOT NULL,
  version           TEXT NOT NULL,
  environment       TEXT NOT NULL DEFAULT '',
  function_name     TEXT NOT NULL DEFAULT '',     -- without the environment
  env_description   TEXT NOT NULL DEFAULT '',
  short_description TEXT NOT NULL DEFAULT '',
  deployed_by       BYTEA,                        -- common.EnrichedIdentity
  deployed_by_subject TEXT NOT NULL DEFAULT '',
  created_at        TIMESTAMPTZ NOT NULL,         -- first deployment of the version
  updated_at        TIMESTAMPTZ NOT NULL,         -- latest deployment of it
  spec              BYTEA NOT NULL,               -- task.TaskSpec
  PRIMARY KEY (project, domain, name, version)
);
-- The latest version of each name.
CREATE INDEX tasks_latest ON tasks (project, domain, name, updated_at DESC, version DESC);

CREATE TABLE triggers (
  project           TEXT NOT NULL,
  domain            TEXT NOT NULL,
  task_name         TEXT NOT NULL,
  name              TEXT NOT NULL,
  revision          BIGINT NOT NULL,
  task_version      TEXT NOT NULL,
  active            BOOLEAN NOT NULL,
  automation_type   TEXT NOT NULL,                -- name of a task.TriggerAutomationSpecType
  automation_spec   BYTEA NOT NULL,               -- task.TriggerAutomationSpec
  spec              BYTEA NOT NULL,               -- trigger.TriggerSpec
  description       TEXT NOT NULL DEFAULT '',
  deployed_by       BYTEA,                        -- common.EnrichedIdentity
  updated_by        BYTEA,                        -- common.EnrichedIdentity
  deployed_at       TIMESTAMPTZ NOT NULL,
  updated_at        TIMESTAMPTZ NOT NULL,
  triggered_at      TIMESTAMPTZ,
  deleted_at        TIMESTAMPTZ,
  -- the schedule; written by deployments and by the scheduler
  anchor_at         TIMESTAMPTZ,                  -- since when the schedule is in force
  next_fire_at      TIMESTAMPTZ,                  -- the next due time; NULL when it never fires by itself
  claimed_until     TIMESTAMPTZ,                  -- a replica fires it, or waits, until then
  last_scheduled_at TIMESTAMPTZ,                  -- the due time of its latest run
  failures          INT NOT NULL DEFAULT 0,       -- of the present due time
  PRIMARY KEY (project, domain, task_name, name)
);
CREATE INDEX triggers_due ON triggers (next_fire_at) WHERE next_fire_at IS NOT NULL;

-- The state of a trigger after each change.
CREATE TABLE trigger_revisions (
  project           TEXT NOT NULL,
  domain            TEXT NOT NULL,
  task_name         TEXT NOT NULL,
  name              TEXT NOT NULL,
  revision          BIGINT NOT NULL,
  action            TEXT NOT NULL,                -- name of a trigger.TriggerRevisionAction
  task_version      TEXT NOT NULL,
  active            BOOLEAN NOT NULL,
  automation_type   TEXT NOT NULL,
  automation_spec   BYTEA NOT NULL,
  spec              BYTEA NOT NULL,
  description       TEXT NOT NULL DEFAULT '',
  deployed_by       BYTEA,
  updated_by        BYTEA,
  deployed_at       TIMESTAMPTZ NOT NULL,
  updated_at        TIMESTAMPTZ NOT NULL,
  triggered_at      TIMESTAMPTZ,
  deleted_at        TIMESTAMPTZ,
  created_at        TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (project, domain, task_name, name, revision)
);

-- Latest run of a task, runs of a trigger. Roots only, by columns that never change: children and phases pay nothing.
CREATE INDEX runs_by_task ON actions (task_project, task_domain, task_name, created_at DESC)
  WHERE parent_action_name IS NULL;
CREATE INDEX runs_by_trigger ON actions (project, domain, trigger_task_name, trigger_name)
  WHERE parent_action_name IS NULL AND trigger_name IS NOT NULL;
