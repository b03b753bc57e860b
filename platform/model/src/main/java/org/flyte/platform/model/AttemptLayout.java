package org.flyte.platform.model;

import java.util.regex.Pattern;

/**
 * The folder with what one try of an attempt of an action leaves.
 *
 * @param folder without a slash at its end
 */
public record AttemptLayout(String folder) {
    private static final String OUTPUTS_FILE = "outputs.pb";
    private static final String ERROR_FILE = "error.pb";
    private static final String REPORT_FILE = "report.html";
    private static final String CHECKPOINTS = "_flytecheckpoints";
    private static final String LOGS = "_logs";

    /** As {@link RunLayout#attempt(String, int, int)} names them. */
    private static final Pattern LATER_TRY = Pattern.compile("(/[0-9]{1,10})-[0-9]{1,10}$");

    public AttemptLayout {
        folder = Address.trimEnd(folder);
    }

    /**
     * The folder of the attempt that this is a try of: it is named for the first one.
     *
     * <p>What is told apart by the name of a pod, such as a log, is there for all tries.
     */
    public AttemptLayout firstTry() {
        return new AttemptLayout(LATER_TRY.matcher(folder).replaceFirst("$1"));
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

    /**
     * The archived log of a container of one of the attempt's pods: its end and an index of the blocks before it.
     *
     * @throws FlyteException.InvalidArgument when a name cannot be part of an address
     */
    public String logFile(String pod, String container) {
        return Address.join(folder, LOGS, pod, container + ".log.gz");
    }

    /** A block of such a log that is not in its file. */
    public static String logBlock(String logFile, String block) {
        String suffix = ".log.gz";
        return Address.join(logFile.substring(0, logFile.length() - suffix.length()), block + ".gz");
    }
}
