package org.flyte.devbox.start;

/** Where devbox keeps objects: inputs, outputs, code bundles. */
public enum StoreMode {
    /** A folder below the data folder, for pods that are processes of this machine. */
    FOLDER,
    /** The embedded S3 server, which pods of any kind reach. */
    S3;

    static StoreMode parse(String text) {
        return switch (text) {
            case "folder" -> FOLDER;
            case "s3" -> S3;
            default -> throw new UsageException("--store is %s, but may be folder or s3", text);
        };
    }
}
