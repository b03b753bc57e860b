package org.flyte.runs.query;

import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.task.TraceSpec;
import org.flyte.idl.workflow.ActionDetails;
import org.flyte.idl.workflow.ActionType;

/** Finds what an action was told to do; it never changes, so whoever reads an action again keeps the answer. */
@ApplicationScoped
public class ActionSpecs {
    private final ActionReader reader;

    ActionSpecs(ActionReader reader) {
        this.reader = reader;
    }

    /** Details with nothing but their spec set. */
    public Uni<ActionDetails> of(ActionState state) {
        ActionDetails.Builder details = ActionDetails.newBuilder();
        if (state.row().condition() != null) {
            details.setCondition(state.row().condition());
        }
        if (state.specDigest() == null) {
            return Uni.createFrom().item(details.build());
        }
        return reader.spec(state.specDigest())
                .map(spec -> spec == null ? details.build() : add(details, spec).build());
    }

    private static ActionDetails.Builder add(ActionDetails.Builder details, ActionReader.Spec spec) {
        try {
            return switch (ActionType.forNumber(spec.kind())) {
                case ACTION_TYPE_TASK -> details.setTask(TaskSpec.parseFrom(spec.bytes()));
                case ACTION_TYPE_TRACE -> details.setTrace(TraceSpec.parseFrom(spec.bytes()));
                case null, default -> details;
            };
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }
}
