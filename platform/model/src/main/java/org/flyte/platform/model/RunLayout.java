package org.flyte.platform.model;

/**
 * Where the data of a run lies in the object store; see docs/behaviour/storage-layout.md. The one place that knows the
 * folders below a run, with {@link InputsLayout} and {@link AttemptLayout} for the files in them.
 *
 * @param folder of the run, without a slash at its end
 */
public record RunLayout(String folder) {
    private static final String INPUTS = "inputs";
    private static final String RAW_DATA = "_raw";

    public RunLayout {
        folder = Address.trimEnd(folder);
    }

    /**
     * The folder of a run below the base of a store: {@code <base>/<project>/<domain>/<run>}.
     *
     * @throws FlyteException.InvalidArgument when a part of the key cannot be a folder
     */
    public static RunLayout below(String base, RunKey run) {
        return new RunLayout(Address.join(base, run.project(), run.domain(), run.name()));
    }

    /** The folder with a slash at its end: {@code run_output_base} of messages and TaskActions. */
    public String outputBase() {
        return folder + "/";
    }

    /**
     * Where the run's own inputs lie unless they were uploaded elsewhere before. Other inputs lie elsewhere, so that two
     * calls that want the same run cannot overwrite each other's.
     *
     * @param content of the file
     */
    public InputsLayout inputs(byte[] content) {
        return new InputsLayout(folder + "/" + INPUTS + "/" + Sha256.hex(content));
    }

    /** Where files and folders of user code go unless the run names another place. */
    public String rawDataFolder() {
        return folder + "/" + RAW_DATA;
    }

    /** The folder of all attempts of an action; of a trace also the folder of its files. */
    public AttemptLayout action(String name) {
        return new AttemptLayout(folder + "/" + name);
    }

    /**
     * The folder of one attempt, which is that of its first try.
     *
     * @param attempt from 1
     */
    public AttemptLayout attempt(String action, int attempt) {
        return attempt(action, attempt, 0);
    }

    /**
     * The folder of one try of an attempt. Each has its own: a pod that is lost to the cluster may still run, and write.
     *
     * @param attempt from 1
     * @param lost tries of that attempt before this one
     */
    public AttemptLayout attempt(String action, int attempt, int lost) {
        return new AttemptLayout(folder + "/" + action + "/" + attempt + (lost == 0 ? "" : "-" + lost));
    }
}
