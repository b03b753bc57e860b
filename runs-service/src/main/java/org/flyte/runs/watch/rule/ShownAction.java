package org.flyte.runs.watch.rule;

import java.util.Comparator;
import org.flyte.idl.workflow.EnrichedAction;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.rule.ActionProjection;

/**
 * What a client is to see of an action.
 *
 * @param depth 0 for the root
 * @param counts of descendants by phase, -1 for a phase that none was ever in; null without descendants
 * @param meetsFilter whether the client is to show it
 */
public record ShownAction(ActionRow row, int depth, int[] counts, boolean meetsFilter) {
    /** Parents before their children, then in order of creation. */
    static final Comparator<ShownAction> IN_ORDER = Comparator.<ShownAction>comparingInt(shown -> shown.depth)
            .thenComparing(shown -> shown.row.timing().createdAt())
            .thenComparing(shown -> shown.row.name());

    /** As RunService sends it. */
    public EnrichedAction message() {
        EnrichedAction.Builder message = EnrichedAction.newBuilder()
                .setAction(new ActionProjection(row).action())
                .setMeetsFilter(meetsFilter);
        if (counts != null) {
            for (int phase = 0; phase < counts.length; phase++) {
                if (counts[phase] >= 0) {
                    message.putChildrenPhaseCounts(phase, counts[phase]);
                }
            }
        }
        return message.build();
    }
}
