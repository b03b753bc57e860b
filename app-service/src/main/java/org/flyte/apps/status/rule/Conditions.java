package org.flyte.apps.status.rule;

import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.app.Condition;
import org.flyte.idl.app.Status;

/** The conditions of an app: oldest first, the last one is the present state; a bounded number of them. */
public final class Conditions {
    private final int most;

    /**
     * @param most number of conditions that are kept
     */
    public Conditions(int most) {
        this.most = most;
    }

    /** The status with a further condition, unless its last one says the same. */
    public Status add(Status status, Condition condition, Timestamp now) {
        if (present(status).filter(last -> saysTheSame(last, condition)).isPresent()) {
            return status;
        }
        List<Condition> all = new ArrayList<>(status.getConditionsList());
        all.add(condition.toBuilder().setLastTransitionTime(now).build());
        List<Condition> kept = all.subList(Math.max(0, all.size() - most), all.size());
        return status.toBuilder().clearConditions().addAllConditions(kept).build();
    }

    /** The last condition; empty when there is none. */
    public static Optional<Condition> present(Status status) {
        int count = status.getConditionsCount();
        return count == 0 ? Optional.empty() : Optional.of(status.getConditions(count - 1));
    }

    private static boolean saysTheSame(Condition last, Condition next) {
        return last.toBuilder().clearLastTransitionTime().build().equals(next);
    }
}
