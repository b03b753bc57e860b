package org.flyte.executor.plugin;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.flyte.crd.Names;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.TaskActionStatus;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.InputsLayout;
import org.flyte.platform.model.RunLayout;
import org.flyte.platform.model.Sha256;

/**
 * One try of one attempt of an action: all that a plugin needs to carry it out.
 *
 * @param action never changed by a plugin
 * @param attempt from 1
 * @param lost objects of this attempt that infrastructure took away
 */
public record TaskExecution(TaskAction action, TaskTemplate template, int attempt, int lost) {
    private static final int KEY_DIGITS = 32;

    private static final int RUNNING = ActionPhases.rank(ActionPhase.ACTION_PHASE_RUNNING);

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
        // With the name: a stand-in of the API may number its uids.
        String action = action().getMetadata().getName() + "/" + uid();
        return Sha256.hex(action.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_DIGITS) + "-" + attempt + "-"
                + lost;
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

    /** Where this try leaves its files. */
    public AttemptLayout files() {
        return isInFolderOfAttempt() ? attemptFiles() : run().attempt(spec().actionName, attempt, lost);
    }

    /** Where the files of this attempt are that are told apart by names, such as logs by those of pods. */
    public AttemptLayout attemptFiles() {
        return run().attempt(spec().actionName, attempt);
    }

    /** A try that was started by a version of the operator without a folder for each. */
    private boolean isInFolderOfAttempt() {
        TaskActionStatus status = action.getStatus();
        return status != null
                && status.attempts == attempt
                && status.podTries == lost
                && attemptFiles().folder().equals(status.outputUri);
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

    /** Checkpoints of the last try before this one that has run, of this attempt or an earlier one; empty when there is none. */
    public String previousCheckpointsFolder() {
        TaskActionStatus status = action.getStatus();
        return status == null
                ? ""
                : status.phaseHistory.reversed().stream()
                        .filter(entry -> isBefore(entry) && hasRun(entry))
                        .findFirst()
                        .map(entry -> run().attempt(spec().actionName, entry.attempt, entry.podTry)
                                .checkpointsFolder())
                        .orElse("");
    }

    private static boolean hasRun(PhaseEntry entry) {
        boolean ofObject = entry.podName != null || entry.objectName != null;
        return ofObject && ActionPhases.rank(ActionPhases.parse(entry.phase)) >= RUNNING;
    }

    private boolean isBefore(PhaseEntry entry) {
        return entry.attempt < attempt || (entry.attempt == attempt && entry.podTry < lost);
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
