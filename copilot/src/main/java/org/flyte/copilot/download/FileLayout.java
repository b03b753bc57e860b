package org.flyte.copilot.download;

/** Where the file of a file input is. */
public enum FileLayout {
    /** At the name of the input. */
    DIRECT,
    /** In a folder of that name, under its own name. */
    NAMED_DIR
}
