-- Actions that are older than the triggers. Locked, so that none ends between the read and its row.
INSERT INTO live_actions
  SELECT project, domain, run_name, COALESCE(parent_action_name, ''), name, ${phase_is_paused} FROM actions
   WHERE ${phase_is_live} AND NOT tracked
   ORDER BY project, domain, run_name, name
     FOR NO KEY UPDATE
  ON CONFLICT DO NOTHING;
