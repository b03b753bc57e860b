-- Domains that were created, and names of configured ones.
CREATE TABLE domains (
  id             TEXT PRIMARY KEY,
  friendly_name  TEXT NOT NULL,
  created        BOOLEAN NOT NULL,                -- false: exists only as long as the configuration names it
  created_at     TIMESTAMPTZ NOT NULL
);
