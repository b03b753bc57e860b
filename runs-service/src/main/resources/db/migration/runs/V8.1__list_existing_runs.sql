-- Runs that are older than the triggers, in short transactions: a change of a run waits only for the batch that it is in.
DO $$
DECLARE
  last_project  TEXT := '';
  last_domain   TEXT := '';
  last_run      TEXT := '';
BEGIN
  LOOP
    WITH batch AS (
      SELECT * FROM actions
       WHERE parent_action_name IS NULL AND (project, domain, run_name) > (last_project, last_domain, last_run)
       ORDER BY project, domain, run_name LIMIT 2000),
    added AS (
      INSERT INTO listed_runs (project, domain, run_name, phase, created_at, task_project, task_domain, task_name,
                               task_version, trigger_task_name, trigger_name, tracked)
      SELECT project, domain, run_name, phase, created_at, task_project, task_domain, task_name,
             task_version, trigger_task_name, trigger_name, tracked
        FROM batch
      ON CONFLICT DO NOTHING)
    SELECT project, domain, run_name INTO last_project, last_domain, last_run
      FROM batch ORDER BY project DESC, domain DESC, run_name DESC LIMIT 1;
    EXIT WHEN NOT FOUND;
    COMMIT;
  END LOOP;
END $$;
