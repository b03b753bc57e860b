-- Operations on every run that matched filters when they were started.
CREATE TABLE bulk_operations (
  id              TEXT PRIMARY KEY,
  project         TEXT        NOT NULL,
  domain          TEXT        NOT NULL,
  kind            SMALLINT    NOT NULL,          -- 1 abort, 2 rerun, 3 recover
  request         BYTEA       NOT NULL,          -- flyte.bulk.v1.StartBulkOperationRequest
  created_by      BYTEA,                         -- common.EnrichedIdentity
  created_at      TIMESTAMPTZ NOT NULL,
  ended_at        TIMESTAMPTZ,
  state           SMALLINT    NOT NULL,          -- number of a flyte.bulk.v1.BulkState
  runs_per_second INT         NOT NULL,
  next_at         TIMESTAMPTZ,                   -- from when on the next runs may be begun; NULL when it has ended
  total           INT         NOT NULL,
  succeeded       INT         NOT NULL DEFAULT 0,
  skipped         INT         NOT NULL DEFAULT 0,
  failed          INT         NOT NULL DEFAULT 0
);
CREATE INDEX bulk_operations_due ON bulk_operations (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX bulk_operations_of_project ON bulk_operations (project, domain, created_at DESC, id DESC);
CREATE INDEX bulk_operations_by_end ON bulk_operations (ended_at) WHERE ended_at IS NOT NULL;

-- The runs of an operation, in the order in which they are begun.
CREATE TABLE bulk_runs (
  operation_id TEXT        NOT NULL REFERENCES bulk_operations ON DELETE CASCADE,
  position     INT         NOT NULL,
  run_name     TEXT        NOT NULL,
  phase        SMALLINT    NOT NULL,             -- when it was selected
  outcome      SMALLINT    NOT NULL DEFAULT 0,   -- number of a flyte.bulk.v1.BulkOutcome; 0: none yet
  due_at       TIMESTAMPTZ NOT NULL,             -- a replica works on it, or it waits for its next try, until then
  tries        INT         NOT NULL DEFAULT 0,
  new_run_name TEXT        NOT NULL DEFAULT '',
  message      TEXT        NOT NULL DEFAULT '',
  ended_at     TIMESTAMPTZ,
  PRIMARY KEY (operation_id, position)
);
CREATE INDEX bulk_runs_open ON bulk_runs (operation_id, position) WHERE outcome = 0;
