package org.flyte.executor.plugins.connector.job.rule;

import java.util.List;
import java.util.Optional;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.Report;
import org.flyte.idl.core.TaskExecution.Phase;
import org.flyte.idl.task.Outputs;

/** What is known of a job. */
public sealed interface Observed {
    /** What the connector has named so far. */
    List<Link> links();

    /** It was created, and nobody has asked for it since. */
    record Created() implements Observed {
        @Override
        public List<Link> links() {
            return List.of();
        }
    }

    /** It has not ended. */
    record Active(Report.Phase phase, String reason, List<Link> links) implements Observed {}

    /** It has ended by itself. */
    record Ended(Phase phase, String message, Optional<Outputs> outputs, List<Link> links) implements Observed {
        /** The same, once the outputs are stored. */
        public Ended withoutOutputs() {
            return new Ended(phase, message, Optional.empty(), links);
        }
    }

    /** How it stands cannot be found out any more. */
    record Lost(Failure failure, List<Link> links) implements Observed {}
}
