package org.flyte.platform.database;

/** Who migrates the schema: this process, before it serves, or a Job. */
public enum MigrationMode {
    /** The service migrates the schema when it starts. */
    AT_START,
    /** The process migrates the schema and ends: what a Job runs. */
    ONLY,
    /** The service waits until another process has migrated the schema. */
    WAIT
}
