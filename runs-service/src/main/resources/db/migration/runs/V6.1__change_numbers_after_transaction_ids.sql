-- A change gets its number after its transaction has an id. So a number that was not assigned yet when a snapshot was taken
-- belongs to a transaction that the snapshot does not know either, and watches can tell from a snapshot which numbers
-- may still be uncommitted (docs/adr/0027-watches-advance-by-transaction-snapshots.md). CASE fixes the order.
ALTER TABLE actions ALTER COLUMN change_seq
  SET DEFAULT CASE WHEN pg_current_xact_id() IS NOT NULL THEN nextval('change_seq') END;
