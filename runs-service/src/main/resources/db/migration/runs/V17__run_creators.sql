-- Who made the run, of roots: flyte.internal.v1.RunCreator. Pods of the run have at most the rights of that caller.
ALTER TABLE actions ADD COLUMN creator BYTEA;
