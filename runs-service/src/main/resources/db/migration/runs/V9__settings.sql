-- Settings of the organisation (both columns of the key are ''), of domains and of projects.
CREATE TABLE settings (
  domain      TEXT NOT NULL,
  project     TEXT NOT NULL,
  data        BYTEA NOT NULL,                     -- settings.Settings; without scope levels
  version     BIGINT NOT NULL,
  created_at  TIMESTAMPTZ NOT NULL,
  updated_at  TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (domain, project),
  CHECK (domain <> '' OR project = '')
);
