-- What the lists of runs sort by and select runs by, apart from the table of actions: an index there that has the phase,
-- even one of roots only, would make every change of a phase of every action write to all indices. See
-- docs/adr/0031-lists-read-narrow-ranges.md. Triggers keep it, so that the code of the version before does too; a run has
-- one row here and the lock on its root action covers it.
CREATE TABLE listed_runs (
  project           TEXT        NOT NULL,
  domain            TEXT        NOT NULL,
  run_name          TEXT        NOT NULL,
  phase             SMALLINT    NOT NULL,
  created_at        TIMESTAMPTZ NOT NULL,
  task_project      TEXT,
  task_domain       TEXT,
  task_name         TEXT,
  task_version      TEXT,
  trigger_task_name TEXT,
  trigger_name      TEXT,
  tracked           BOOLEAN     NOT NULL,
  PRIMARY KEY (project, domain, run_name)
);
-- The default order and that of creation, of all runs, of a project, of a task and of a trigger. Read backwards too.
CREATE INDEX listed_runs_by_phase ON listed_runs (phase, created_at DESC, run_name DESC, project DESC, domain DESC)
  WHERE NOT tracked;
CREATE INDEX listed_runs_by_age ON listed_runs (created_at, run_name, project, domain) WHERE NOT tracked;
CREATE INDEX listed_runs_of_project_by_phase ON listed_runs (project, domain, phase, created_at DESC, run_name DESC)
  WHERE NOT tracked;
CREATE INDEX listed_runs_of_project_by_age ON listed_runs (project, domain, created_at, run_name) WHERE NOT tracked;
CREATE INDEX listed_runs_of_task_by_phase
  ON listed_runs (task_name, task_domain, task_project, phase, created_at DESC, run_name DESC) WHERE NOT tracked;
CREATE INDEX listed_runs_of_task_by_age ON listed_runs (task_name, task_domain, task_project, created_at, run_name)
  WHERE NOT tracked;
CREATE INDEX listed_runs_of_trigger_by_phase
  ON listed_runs (project, domain, trigger_task_name, trigger_name, phase, created_at DESC, run_name DESC)
  WHERE NOT tracked AND trigger_name IS NOT NULL;
CREATE INDEX listed_runs_of_trigger_by_age
  ON listed_runs (project, domain, trigger_task_name, trigger_name, created_at, run_name)
  WHERE NOT tracked AND trigger_name IS NOT NULL;
-- A task belongs to one project, a trigger to one task: without this the planner takes their runs for so few that it sorts
-- them all.
CREATE STATISTICS listed_runs_tasks (dependencies) ON task_project, task_domain, task_name, task_version FROM listed_runs;
CREATE STATISTICS listed_runs_triggers (dependencies) ON project, domain, trigger_task_name, trigger_name FROM listed_runs;

CREATE FUNCTION list_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO listed_runs (project, domain, run_name, phase, created_at, task_project, task_domain, task_name,
                           task_version, trigger_task_name, trigger_name, tracked)
  VALUES (NEW.project, NEW.domain, NEW.run_name, NEW.phase, NEW.created_at, NEW.task_project, NEW.task_domain,
          NEW.task_name, NEW.task_version, NEW.trigger_task_name, NEW.trigger_name, NEW.tracked)
  ON CONFLICT (project, domain, run_name)
  DO UPDATE SET phase = EXCLUDED.phase, created_at = EXCLUDED.created_at, task_project = EXCLUDED.task_project,
                task_domain = EXCLUDED.task_domain, task_name = EXCLUDED.task_name, task_version = EXCLUDED.task_version,
                trigger_task_name = EXCLUDED.trigger_task_name, trigger_name = EXCLUDED.trigger_name,
                tracked = EXCLUDED.tracked;
  RETURN NULL;
END $$;

CREATE FUNCTION unlist_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM listed_runs WHERE project = OLD.project AND domain = OLD.domain AND run_name = OLD.run_name;
  RETURN NULL;
END $$;

CREATE TRIGGER run_inserted AFTER INSERT ON actions FOR EACH ROW
  WHEN (NEW.parent_action_name IS NULL) EXECUTE FUNCTION list_run();
CREATE TRIGGER run_updated AFTER UPDATE ON actions FOR EACH ROW
  WHEN (NEW.parent_action_name IS NULL
        AND (NEW.phase, NEW.created_at, NEW.task_project, NEW.task_domain, NEW.task_name, NEW.task_version,
             NEW.trigger_task_name, NEW.trigger_name, NEW.tracked)
            IS DISTINCT FROM
            (OLD.phase, OLD.created_at, OLD.task_project, OLD.task_domain, OLD.task_name, OLD.task_version,
             OLD.trigger_task_name, OLD.trigger_name, OLD.tracked))
  EXECUTE FUNCTION list_run();
CREATE TRIGGER run_deleted AFTER DELETE ON actions FOR EACH ROW
  WHEN (OLD.parent_action_name IS NULL) EXECUTE FUNCTION unlist_run();
