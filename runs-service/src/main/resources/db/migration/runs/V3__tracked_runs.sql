-- Actions of tracked runs are executed by their client and only reported here. Every sweep and outbox statement leaves
-- them out; the lists of RunService too. A constant default adds the column without rewriting the table.
ALTER TABLE actions ADD COLUMN tracked BOOLEAN NOT NULL DEFAULT false;
