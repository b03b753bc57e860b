-- Metadata of runs (runs spec §2). One table of actions: a run is its root action (D3). The org is no column (D12).

-- Orders every change of an action for watchers; a re-read by it is their safety net (D6).
CREATE SEQUENCE change_seq;

CREATE TABLE projects (
  identifier  TEXT PRIMARY KEY,
  name        TEXT         NOT NULL DEFAULT '',
  description VARCHAR(300) NOT NULL DEFAULT '',
  labels      BYTEA,                             -- task.Labels
  state       INT          NOT NULL DEFAULT 0,
  created_at  TIMESTAMPTZ  NOT NULL DEFAULT now(),
  updated_at  TIMESTAMPTZ  NOT NULL DEFAULT now()
);
CREATE INDEX projects_by_state ON projects (state);

-- Task and trace specs, stored once; digest = sha256(kind || deterministic bytes).
CREATE TABLE task_specs (
  digest     BYTEA PRIMARY KEY,
  kind       SMALLINT    NOT NULL,               -- workflow.ActionType number
  spec       BYTEA       NOT NULL,               -- task.TaskSpec or task.TraceSpec
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE actions (
  project             TEXT NOT NULL,
  domain              TEXT NOT NULL,
  run_name            TEXT NOT NULL,
  name                TEXT NOT NULL,
  parent_action_name  TEXT,                      -- NULL: the root, which is the run
  -- state; written only through the phase rule (§3)
  phase               SMALLINT    NOT NULL DEFAULT 1,
  attempts            INT         NOT NULL DEFAULT 1,
  cache_status        SMALLINT    NOT NULL DEFAULT 0,
  created_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  ended_at            TIMESTAMPTZ,
  duration_ms         BIGINT,
  change_seq          BIGINT      NOT NULL DEFAULT nextval('change_seq'),
  output_uri          TEXT,                      -- directory of a task's attempt; the file itself of a trace
  error               BYTEA,                     -- core.ExecutionError of a FAILED or TIMED_OUT action
  signal_value        BYTEA,                     -- core.Literal of a signalled condition
  signalled_by        BYTEA,                     -- common.EnrichedIdentity
  -- what it is; written once
  action_type         SMALLINT NOT NULL,         -- workflow.ActionType number
  action_group        TEXT,
  run_source          TEXT NOT NULL DEFAULT '',  -- workflow.RunSource name, root only
  task_project        TEXT,
  task_domain         TEXT,
  task_name           TEXT,                      -- of traces and conditions: their display name
  task_version        TEXT,
  task_type           TEXT NOT NULL DEFAULT '',
  task_short_name     TEXT NOT NULL DEFAULT '',
  function_name       TEXT NOT NULL DEFAULT '',
  environment_name    TEXT NOT NULL DEFAULT '',
  task_spec_digest    BYTEA,
  condition_spec      BYTEA,                     -- workflow.ConditionAction
  input_uri           TEXT NOT NULL DEFAULT '',
  run_output_base     TEXT NOT NULL DEFAULT '',
  cache_key           TEXT NOT NULL DEFAULT '',
  run_spec            BYTEA,                     -- task.RunSpec, root only
  labels              JSONB,                     -- RunSpec.labels, root only
  created_by          BYTEA,                     -- common.EnrichedIdentity, root only
  created_by_subject  TEXT,
  trigger_name        TEXT,
  trigger_task_name   TEXT,
  trigger_revision    BIGINT,
  trigger_type        TEXT,
  relation            BYTEA,                     -- common.Relation
  recovered_from      BYTEA,                     -- common.ActionIdentifier
  abort_reason        TEXT,
  aborted_by          BYTEA,                     -- common.EnrichedIdentity
  PRIMARY KEY (project, domain, run_name, name)
);
CREATE UNIQUE INDEX actions_one_root ON actions (project, domain, run_name) WHERE parent_action_name IS NULL;
CREATE INDEX actions_by_parent ON actions (project, domain, run_name, parent_action_name);
CREATE INDEX actions_in_order ON actions (project, domain, run_name, created_at, name);
CREATE INDEX actions_by_change ON actions (project, domain, run_name, change_seq);
CREATE INDEX runs_by_age ON actions (project, domain, created_at DESC, run_name) WHERE parent_action_name IS NULL;
CREATE INDEX runs_by_label ON actions USING gin (labels) WHERE parent_action_name IS NULL;
CREATE INDEX runs_by_change ON actions (change_seq) WHERE parent_action_name IS NULL;
CREATE INDEX actions_alive ON actions (updated_at) WHERE phase NOT IN (5, 6, 7, 8, 10);
CREATE INDEX actions_paused ON actions (project, domain, run_name) WHERE phase = 9;

-- Append-only log of what executors report; folded into attempts at read time (§6.2).
CREATE TABLE action_events (
  project     TEXT NOT NULL,
  domain      TEXT NOT NULL,
  run_name    TEXT NOT NULL,
  name        TEXT NOT NULL,
  attempt     INT  NOT NULL,
  phase       SMALLINT NOT NULL,
  version     INT  NOT NULL,
  info        BYTEA NOT NULL,                    -- workflow.ActionEvent
  error_kind  TEXT,
  seq         BIGSERIAL,
  created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (project, domain, run_name, name, attempt, phase, version)
);

-- What is still owed to actions-service; written in the transaction of the change, removed after its answer (D9, outbox).
CREATE TABLE intents (
  id         BIGSERIAL PRIMARY KEY,
  kind       SMALLINT NOT NULL,                  -- 1 enqueue, 2 abort
  project    TEXT NOT NULL,
  domain     TEXT NOT NULL,
  run_name   TEXT NOT NULL,
  name       TEXT NOT NULL,
  attempts   INT  NOT NULL DEFAULT 0,
  due_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
  last_error TEXT,
  UNIQUE (kind, project, domain, run_name, name)
);
CREATE INDEX intents_due ON intents (due_at);

-- CreateRun is idempotent on the client's x-request-id (sdk-client §1.1).
CREATE TABLE run_requests (
  subject    TEXT NOT NULL,
  request_id TEXT NOT NULL,
  project    TEXT NOT NULL,
  domain     TEXT NOT NULL,
  run_name   TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (subject, request_id)
);
CREATE INDEX run_requests_by_age ON run_requests (created_at);
