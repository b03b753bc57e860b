package org.flyte.executor.plugin;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.model.RunLayout;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;

/**
 * One try of one attempt of an action: all that a plugin needs to carry it out.
 *
 * @param action never changed by a plugin
 * @param attempt from 1
 * @param lost objects of this attempt that infrastructure took away
 */
public record TaskExecution(TaskAction action, TaskTemplate template, int attempt, int lost) {
    public TaskActionSpec spec() {
        return action.getSpec();
    }

    public String namespace() {
        return action.getMetadata().getNamespace();
    }

    public String uid() {
        return action.getMetadata().getUid();
    }

    /** The TaskAction as the owner of an object. */
    public OwnerReference owner() {
        return new OwnerReferenceBuilder()
                .withApiVersion(TaskAction.GROUP + "/" + TaskAction.VERSION)
                .withKind(TaskAction.KIND)
                .withName(action.getMetadata().getName())
                .withUid(uid())
                .build();
    }

    /** What log lines about this try have in common. */
    public LogContext logContext() {
        return LogContext.ofAction(new RunKey(spec().project, spec().domain, spec().runName), spec().actionName)
                .with(LogKey.ATTEMPT, attempt)
                .with(LogKey.POD, namespace() + "/" + objectName());
    }

    /** Unique to this try. */
    public String objectName() {
        return objectName(action, attempt, lost);
    }

    /** Name of the object of a try. */
    public static String objectName(TaskAction action, int attempt, int lost) {
        return Names.pod(action.getMetadata().getName(), attempt, lost);
    }

    /** Where this attempt leaves its files. */
    public AttemptLayout files() {
        return files(attempt);
    }

    /** Where an attempt of this action leaves its files. */
    public AttemptLayout files(int ofAttempt) {
        return run().attempt(spec().actionName, ofAttempt);
    }

    /** Where the inputs of this action are. */
    public InputsLayout inputs() {
        return new InputsLayout(spec().inputUri);
    }

    /** Where blobs of user code go: what the run asks for, else a folder of the run beside those of its actions. */
    public String rawDataFolder() {
        String chosen = spec().rawDataPrefix;
        return chosen == null || chosen.isEmpty() ? run().rawDataFolder() : chosen;
    }

    /** Checkpoints of the attempt before this one; empty on the first attempt. */
    public String previousCheckpointsFolder() {
        return attempt == 1 ? "" : files(attempt - 1).checkpointsFolder();
    }

    private RunLayout run() {
        return new RunLayout(spec().runOutputBase);
    }
}
