-- As V6.1 did for changes: an event gets its number after its transaction has an id, so that a watch can tell from a snapshot
-- up to which number all events are committed (docs/adr/0027-watches-advance-by-transaction-snapshots.md). Only the catalog
-- is changed.
ALTER TABLE action_events ALTER COLUMN seq
  SET DEFAULT CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('action_events_seq_seq') END;
