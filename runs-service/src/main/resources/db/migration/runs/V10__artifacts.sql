-- Names of artifacts: a row is written by a declaration or with the first version, and locked by each change of a version.
CREATE TABLE artifact_names (
  project           TEXT NOT NULL,
  domain            TEXT NOT NULL,
  name              TEXT NOT NULL,
  partition_schema  BYTEA NOT NULL,               -- artifact.ArtifactPartitionSchema
  declared          BOOLEAN NOT NULL,             -- false: the keys follow from the first version
  versions          BIGINT NOT NULL,
  latest_version    TEXT NOT NULL DEFAULT '',
  latest_at         TIMESTAMPTZ,                  -- created_at of the latest version, NULL without a version
  metadata_keys     TEXT[] NOT NULL,              -- of all versions
  created_at        TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (project, domain, name)
);
CREATE INDEX artifact_names_newest ON artifact_names (project, domain, latest_at DESC, name DESC) WHERE versions > 0;

-- Versions of artifacts. What lists filter by is beside the spec, so that a filter reads no spec.
CREATE TABLE artifacts (
  project             TEXT NOT NULL,
  domain              TEXT NOT NULL,
  name                TEXT NOT NULL,
  version             TEXT NOT NULL,
  created_at          TIMESTAMPTZ NOT NULL,       -- increases from version to version of a name
  created_by          BYTEA,                      -- common.EnrichedIdentity
  created_by_subject  TEXT NOT NULL DEFAULT '',
  spec                BYTEA NOT NULL,             -- artifact.ArtifactSpec
  mismatch            BYTEA,                      -- artifact.PartitionSchemaMismatch
  user_metadata       JSONB NOT NULL,
  partitions          JSONB,                      -- NULL like the two below: the keys are not those of the name
  time_partition      TIMESTAMPTZ,
  partition_id        TEXT,                       -- equal for equal partitions and time partition
  source_run          TEXT,
  source_action       TEXT,
  source_external_ref TEXT,
  PRIMARY KEY (project, domain, name, version)
);
CREATE INDEX artifacts_newest ON artifacts (project, domain, name, created_at DESC);
CREATE INDEX artifacts_newest_of_project ON artifacts (project, domain, created_at DESC, name DESC, version DESC);
CREATE INDEX artifacts_by_partition ON artifacts (project, domain, name, partition_id, created_at DESC);
CREATE INDEX artifacts_by_time_partition ON artifacts (project, domain, name, time_partition, created_at)
  WHERE time_partition IS NOT NULL;
CREATE INDEX artifacts_by_partition_value ON artifacts USING gin (partitions jsonb_path_ops);
CREATE INDEX artifacts_by_source_run ON artifacts (project, domain, source_run) WHERE source_run IS NOT NULL;
