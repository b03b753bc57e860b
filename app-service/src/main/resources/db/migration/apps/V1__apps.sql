-- One row an app. A deleted app keeps its row until its Kubernetes objects are gone and every replica has seen the deletion; then the
-- same name continues its revisions.
CREATE TABLE apps.apps (
    project     text        NOT NULL,
    domain      text        NOT NULL,
    name        text        NOT NULL,
    -- Order of creation, for lists.
    number      bigint      GENERATED ALWAYS AS IDENTITY,
    object_name text        NOT NULL CONSTRAINT apps_object_name UNIQUE,
    -- Counts changes of the spec and the labels.
    revision    bigint      NOT NULL,
    -- Counts changes of the row: each write names the one that it has read.
    version     bigint      NOT NULL DEFAULT 1,
    meta        bytea       NOT NULL,
    spec        bytea       NOT NULL,
    status      bytea       NOT NULL,
    -- The deployment status of the last condition.
    phase       text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    deleted_at  timestamptz,
    -- The transaction of the last change: changes are read from the oldest transaction that may still be in progress.
    changed_in  xid8        NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (project, domain, name)
);

CREATE INDEX apps_by_change ON apps.apps (changed_in);
CREATE INDEX apps_by_number ON apps.apps (project, domain, number);
