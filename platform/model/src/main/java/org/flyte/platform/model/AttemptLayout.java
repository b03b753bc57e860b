package org.flyte.platform.model;

/**
 * The folder with what one attempt of an action leaves.
 *
 * @param folder without a slash at its end
 */
public record AttemptLayout(String folder) {
    private static final String OUTPUTS_FILE = "outputs.pb";
    private static final String ERROR_FILE = "error.pb";
    private static final String REPORT_FILE = "report.html";
    private static final String CHECKPOINTS = "_flytecheckpoints";

    public AttemptLayout {
        folder = Address.trimEnd(folder);
    }

    /** Takes the address of the folder or that of its outputs file, which is what messages carry. */
    public static AttemptLayout of(String uri) {
        String suffix = "/" + OUTPUTS_FILE;
        return new AttemptLayout(uri.endsWith(suffix) ? uri.substring(0, uri.length() - suffix.length()) : uri);
    }

    /** The serialized {@code Outputs} message: the attempt has succeeded. */
    public String outputsFile() {
        return folder + "/" + OUTPUTS_FILE;
    }

    /** The serialized {@code ErrorDocument} message: the attempt has failed. */
    public String errorFile() {
        return folder + "/" + ERROR_FILE;
    }

    /** The report that the task wrote for people. */
    public String reportFile() {
        return folder + "/" + REPORT_FILE;
    }

    /** What the task keeps for its next attempt. */
    public String checkpointsFolder() {
        return folder + "/" + CHECKPOINTS;
    }
}
