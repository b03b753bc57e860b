-- A request is known by all that it says, not by the client's request id alone, and for a limited time: one row each,
-- deleted when it has expired. Takes the place of run_requests, which a later migration drops.
CREATE TABLE create_run_requests (
  fingerprint BYTEA PRIMARY KEY,                 -- SHA-256 of caller, request id and request
  project     TEXT NOT NULL,
  domain      TEXT NOT NULL,
  run_name    TEXT NOT NULL,
  created_at  TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX create_run_requests_by_age ON create_run_requests (created_at);
