-- Outbox entries carry what their call says, and are delivered fairly over runs: due ones in the order of their virtual
-- start, which lies one interval later for each further entry that one statement adds to a run. The table is small.
ALTER TABLE intents ADD COLUMN payload BYTEA;                      -- the request; NULL: built from the action's row
ALTER TABLE intents ADD COLUMN virtual_start TIMESTAMPTZ NOT NULL DEFAULT now();
CREATE INDEX intents_in_order ON intents (kind DESC, virtual_start, id, due_at);

-- How far a pass over a table has come: one replica continues it where another one left off.
CREATE TABLE sweep_passes (
  sweep      TEXT PRIMARY KEY,
  started_at TIMESTAMPTZ NOT NULL DEFAULT '-infinity',
  position   TEXT[]                                                -- key of the last row, NULL: the pass has ended
);
INSERT INTO sweep_passes (sweep) VALUES ('stale-actions');
