-- What a phase update would otherwise write to indices of actions: the number of the latest change of an action, and which
-- actions are live. Apart from the table of actions, so that an update of a phase changes no column that an index there
-- names, and PostgreSQL writes it within its page (HOT). See docs/adr/0038-phase-updates-are-hot.md. Triggers keep both, so
-- that the code of the version before does too; a row here is covered by the lock on its action.
CREATE TABLE action_changes (
  project    TEXT   NOT NULL,
  domain     TEXT   NOT NULL,
  run_name   TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  change_seq BIGINT NOT NULL,
  PRIMARY KEY (run_name, name, domain, project)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
-- An action that has not changed since this migration has no row: no watch is older.
CREATE INDEX action_changes_of_run ON action_changes (project, domain, run_name, change_seq);
CREATE INDEX action_changes_of_roots ON action_changes (change_seq) WHERE name = 'a0';

-- Not the tracked ones. The parent of a root is ''.
CREATE TABLE live_actions (
  project  TEXT NOT NULL,
  domain   TEXT NOT NULL,
  run_name TEXT NOT NULL,
  parent   TEXT NOT NULL,
  name     TEXT NOT NULL,
  paused   BOOLEAN NOT NULL,
  PRIMARY KEY (project, domain, run_name, parent, name)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX live_actions_paused ON live_actions (project, domain, run_name) WHERE paused;

CREATE FUNCTION follow_inserted_actions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO action_changes SELECT project, domain, run_name, name, change_seq FROM after
    ON CONFLICT (project, domain, run_name, name) DO UPDATE SET change_seq = EXCLUDED.change_seq;
  INSERT INTO live_actions
    SELECT project, domain, run_name, COALESCE(parent_action_name, ''), name, ${phase_is_paused} FROM after
     WHERE ${phase_is_live} AND NOT tracked
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

-- Row by row and by the key, however few rows the table had when the plan was kept: a join may read all of one side for each
-- row of the other.
CREATE FUNCTION follow_updated_actions() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  a RECORD;
BEGIN
  INSERT INTO action_changes SELECT project, domain, run_name, name, change_seq FROM after
    ON CONFLICT (project, domain, run_name, name) DO UPDATE SET change_seq = EXCLUDED.change_seq
     WHERE action_changes.change_seq <> EXCLUDED.change_seq;
  FOR a IN SELECT project, domain, run_name, COALESCE(parent_action_name, '') AS parent, name FROM after
            WHERE NOT (${phase_is_live} AND NOT tracked) LOOP
    DELETE FROM live_actions AS l
     WHERE l.project = a.project AND l.domain = a.domain AND l.run_name = a.run_name AND l.parent = a.parent
       AND l.name = a.name;
  END LOOP;
  -- A further attempt of one that had ended.
  IF EXISTS (SELECT FROM before WHERE NOT (${phase_is_live})) THEN
    INSERT INTO live_actions
      SELECT project, domain, run_name, COALESCE(parent_action_name, ''), name, false FROM after
       WHERE ${phase_is_live} AND NOT tracked
      ON CONFLICT DO NOTHING;
  END IF;
  IF EXISTS (SELECT FROM after WHERE ${phase_is_paused}) OR EXISTS (SELECT FROM before WHERE ${phase_is_paused}) THEN
    FOR a IN SELECT project, domain, run_name, COALESCE(parent_action_name, '') AS parent, name,
                    ${phase_is_paused} AS paused
               FROM after LOOP
      UPDATE live_actions AS l SET paused = a.paused
       WHERE l.project = a.project AND l.domain = a.domain AND l.run_name = a.run_name AND l.parent = a.parent
         AND l.name = a.name AND l.paused <> a.paused;
    END LOOP;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION follow_deleted_actions() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  b RECORD;
BEGIN
  FOR b IN SELECT project, domain, run_name, COALESCE(parent_action_name, '') AS parent, name FROM before LOOP
    -- By no other index: see V2__point_lookups.sql.
    DELETE FROM action_changes AS c
     WHERE c.run_name = b.run_name AND c.name = b.name AND c.domain || '' = b.domain AND c.project || '' = b.project;
    DELETE FROM live_actions AS l
     WHERE l.project = b.project AND l.domain = b.domain AND l.run_name = b.run_name AND l.parent = b.parent
       AND l.name = b.name;
  END LOOP;
  RETURN NULL;
END $$;

CREATE TRIGGER actions_inserted AFTER INSERT ON actions REFERENCING NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION follow_inserted_actions();
CREATE TRIGGER actions_updated AFTER UPDATE ON actions REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION follow_updated_actions();
CREATE TRIGGER actions_deleted AFTER DELETE ON actions REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION follow_deleted_actions();

-- Room for the versions of a row beside it.
ALTER TABLE actions SET (fillfactor = 80);
