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
  PRIMARY KEY (project, domain, run_name, name)
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

-- A few rows of a table that grows after the plan was kept: always by the key.
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

CREATE FUNCTION follow_updated_actions() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  INSERT INTO action_changes SELECT project, domain, run_name, name, change_seq FROM after
    ON CONFLICT (project, domain, run_name, name) DO UPDATE SET change_seq = EXCLUDED.change_seq
     WHERE action_changes.change_seq <> EXCLUDED.change_seq;
  IF EXISTS (SELECT FROM after WHERE NOT (${phase_is_live} AND NOT tracked)) THEN
    DELETE FROM live_actions AS l USING after AS a
     WHERE NOT (a.${phase_is_live} AND NOT a.tracked) AND l.project = a.project AND l.domain = a.domain
       AND l.run_name = a.run_name AND l.parent = COALESCE(a.parent_action_name, '') AND l.name = a.name;
  END IF;
  -- A further attempt of one that had ended.
  IF EXISTS (SELECT FROM before WHERE NOT (${phase_is_live})) THEN
    INSERT INTO live_actions
      SELECT project, domain, run_name, COALESCE(parent_action_name, ''), name, false FROM after
       WHERE ${phase_is_live} AND NOT tracked
      ON CONFLICT DO NOTHING;
  END IF;
  IF EXISTS (SELECT FROM after WHERE ${phase_is_paused}) OR EXISTS (SELECT FROM before WHERE ${phase_is_paused}) THEN
    UPDATE live_actions AS l SET paused = a.${phase_is_paused} FROM after AS a
     WHERE l.project = a.project AND l.domain = a.domain AND l.run_name = a.run_name
       AND l.parent = COALESCE(a.parent_action_name, '') AND l.name = a.name
       AND l.paused <> (a.${phase_is_paused});
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION follow_deleted_actions() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  DELETE FROM action_changes AS c USING before AS b
   WHERE c.project = b.project AND c.domain = b.domain AND c.run_name = b.run_name AND c.name = b.name;
  DELETE FROM live_actions AS l USING before AS b
   WHERE l.project = b.project AND l.domain = b.domain AND l.run_name = b.run_name
     AND l.parent = COALESCE(b.parent_action_name, '') AND l.name = b.name;
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
