package org.flyte.executor.plugin;

/** Whether a plugin carries out a type of tasks that it had to discover. */
public enum TypeClaim {
    YES,
    NO,
    /** The discovery has not ended: the action waits, and is asked for again. */
    NOT_KNOWN_YET
}
