package org.flyte.executor.plugin;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Optional;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.model.RunLayout;

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

    /** Names this try, and no other in the namespace. The name of its pod, or of its object where the kind has no lower limit. */
    public String objectName() {
        return objectName(action, attempt, lost);
    }

    /** The name of this try for a kind of objects whose names have a limit: shortened to it, and unique as before. */
    public String objectName(int maxLength) {
        return Names.shortened(objectName(), maxLength);
    }

    /** Names the try of an action. */
    public static String objectName(TaskAction action, int attempt, int lost) {
        return Names.pod(action.getMetadata().getName(), attempt, lost);
    }

    /** The same for every start of this try, and for no other try anywhere: what external services know it by. */
    public String idempotencyKey() {
        return uid() + "-" + attempt + "-" + lost;
    }

    /** The state that was recorded for this try. */
    public Optional<String> state() {
        return recorded().filter(state -> state.name().equals(objectName())).map(TryState::state);
    }

    /** The state that was recorded last, if that was for an earlier try: what it started may have to be ended. */
    public Optional<TryState> earlierState() {
        return recorded().filter(state -> !state.name().equals(objectName()));
    }

    private Optional<TryState> recorded() {
        TaskActionStatus status = action.getStatus();
        return status == null || status.pluginState == null
                ? Optional.empty()
                : Optional.of(new TryState(String.valueOf(status.pluginStateTry), status.pluginState));
    }

    /** The same try with another template, such as that of one of its pods. */
    public TaskExecution with(TaskTemplate other) {
        return new TaskExecution(action, other, attempt, lost);
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

    /**
     * A recorded state.
     *
     * @param name of the try, as {@link #objectName()}
     */
    public record TryState(String name, String state) {}
}
