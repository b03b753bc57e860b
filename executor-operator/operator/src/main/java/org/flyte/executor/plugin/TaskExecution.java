package org.flyte.executor.plugin;

import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.idl.core.TaskTemplate;

/**
 * One physical try of one attempt of an action: all that a plugin needs to carry it out.
 *
 * @param action never changed by a plugin
 * @param attempt from 1
 * @param lost objects of this attempt that infrastructure took away
 */
public record TaskExecution(TaskAction action, TaskTemplate template, int attempt, int lost) {
    private static final String INPUTS = "/inputs.pb";

    public TaskActionSpec spec() {
        return action.getSpec();
    }

    public String namespace() {
        return action.getMetadata().getNamespace();
    }

    public String uid() {
        return action.getMetadata().getUid();
    }

    /** Unique to this physical try. */
    public String objectName() {
        return Names.pod(action.getMetadata().getName(), attempt, lost);
    }

    /** Folder of the attempt's outputs.pb, error.pb and report.html, without a slash at its end. */
    public String outputPrefix() {
        return outputPrefix(spec(), attempt);
    }

    public String outputsUri() {
        return outputPrefix() + "/outputs.pb";
    }

    public String errorUri() {
        return outputPrefix() + "/error.pb";
    }

    public String inputsUri() {
        return inputPrefix() + INPUTS;
    }

    public String inputPrefix() {
        String uri = spec().inputUri;
        String folder = uri.endsWith(INPUTS) ? uri.substring(0, uri.length() - INPUTS.length()) : uri;
        return stripSlashes(folder);
    }

    /** Where blobs of user code go: what the run asks for, else a folder of the run beside those of its actions. */
    public String rawDataPrefix() {
        String chosen = spec().rawDataPrefix;
        return chosen == null || chosen.isEmpty() ? stripSlashes(spec().runOutputBase) + "/_raw" : chosen;
    }

    public String checkpointPrefix() {
        return outputPrefix() + "/_flytecheckpoints";
    }

    /** Empty on the first attempt. */
    public String previousCheckpointPrefix() {
        return attempt == 1 ? "" : outputPrefix(spec(), attempt - 1) + "/_flytecheckpoints";
    }

    /** {@code <runOutputBase>/<actionName>/<attempt>} with exactly one slash between the parts. */
    public static String outputPrefix(TaskActionSpec spec, int attempt) {
        return stripSlashes(spec.runOutputBase) + "/" + spec.actionName + "/" + attempt;
    }

    private static String stripSlashes(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }
}
