-- A run that recovers another one takes over what succeeded there; of roots only.
ALTER TABLE actions ADD COLUMN recover_run TEXT;                   -- the run it recovers, of the same project and domain
ALTER TABLE actions ADD COLUMN recover_run_id BYTEA;               -- common.ActionIdentifier of that run, without a name
ALTER TABLE actions ADD COLUMN recover_forced TEXT[];              -- actions that are executed all the same
