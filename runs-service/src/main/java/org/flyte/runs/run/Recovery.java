package org.flyte.runs.run;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.List;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.platform.model.RunKey;

/**
 * The earlier run whose succeeded actions a run takes over.
 *
 * @param forced actions that are executed all the same: those the client named, and what is above them
 */
record Recovery(RunKey source, Collection<String> forced) {
    /** A run that recovers none. */
    static final Recovery NONE = new Recovery(null, List.of());

    /** Name of the run, null when there is none. */
    String run() {
        return source == null ? null : source.name();
    }

    /** The identifier of the run's actions without their names, null when there is none. */
    ByteString id() {
        return source == null
                ? null
                : ActionIdentifier.newBuilder().setRun(source.toProto()).build().toByteString();
    }

    /** The forced actions, one a line; null when there is no run. */
    String forcedLines() {
        return source == null ? null : String.join("\n", forced);
    }
}
