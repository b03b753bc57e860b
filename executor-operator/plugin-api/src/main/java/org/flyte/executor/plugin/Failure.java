package org.flyte.executor.plugin;

import java.time.Duration;
import java.util.StringJoiner;

/**
 * Why an attempt failed.
 *
 * @param code see docs/behaviour/error-codes.md; the SDK picks its exception class by it
 * @param kind whose fault it is
 * @param retryable false when a further attempt cannot help
 * @param message for people, of any length
 */
public record Failure(String code, Kind kind, boolean retryable, String message) {
    /** Code of inputs that copilot could not fetch for a raw container. */
    public static final String INPUT_DOWNLOAD_FAILED = "InputDownloadFailed";

    /** Code of outputs of a raw container that copilot could not store: they are missing, wrong or too big, or the store failed. */
    public static final String OUTPUT_UPLOAD_FAILED = "OutputUploadFailed";

    /** The task succeeded and left no outputs, or not all that it declares. */
    public static final String OUTPUTS_NOT_FOUND = "OutputsNotFound";

    /** Code of an action whose type no plugin carries out. */
    public static final String PLUGIN_NOT_FOUND = "PluginNotFound";

    /** Code of an action whose plugin makes objects of a kind that the cluster does not have. */
    public static final String CRD_NOT_FOUND = "CrdNotFound";

    /** Code of a template that the plugin of its type cannot carry out. */
    public static final String BAD_TASK = "BadTaskSpecification";

    /** Code of a job that failed by what its controller says, where nothing else says why. */
    public static final String DOWNSTREAM = "DownstreamSystemError";

    /** Code of a job that ran and failed, where nothing says which error it was. */
    public static final String TASK_FAILED = "TaskFailedWithError";

    /** Code of a task that needs a field which the CRD of the cluster does not have. */
    public static final String CRD_FIELD_NOT_SUPPORTED = "CrdFieldNotSupported";

    /** Whose fault a failure is; UNKNOWN counts as the user's. */
    public enum Kind {
        USER,
        SYSTEM,
        UNKNOWN
    }

    /** The user's fault; a further attempt may help. */
    public static Failure user(String code, String message) {
        return new Failure(code, Kind.USER, true, message);
    }

    /** The user's fault; a further attempt cannot help. */
    public static Failure permanent(String code, String message) {
        return new Failure(code, Kind.USER, false, message);
    }

    /** The infrastructure's fault; does not use up an attempt. */
    public static Failure system(String code, String message) {
        return new Failure(code, Kind.SYSTEM, true, message);
    }

    public boolean isSystem() {
        return kind == Kind.SYSTEM;
    }

    /** Code and first line of the message. */
    public String summary() {
        return code + ": " + message.lines().findFirst().orElse("");
    }

    /** A duration as messages write it: {@code 14 s}, {@code 1 h 30 min}. */
    public static String text(Duration duration) {
        StringJoiner text = new StringJoiner(" ").setEmptyValue("0 s");
        add(text, duration.toHours(), "h");
        add(text, duration.toMinutesPart(), "min");
        add(text, duration.toSecondsPart(), "s");
        add(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    private static void add(StringJoiner text, long amount, String unit) {
        if (amount > 0) {
            text.add(amount + " " + unit);
        }
    }
}
