package org.flyte.apps.reconcile;

import com.google.protobuf.Timestamp;
import java.time.Clock;
import java.util.Optional;
import org.flyte.apps.backend.AppObservation;
import org.flyte.apps.status.rule.Conditions;
import org.flyte.idl.app.Condition;
import org.flyte.idl.app.Status;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.platform.model.ProtoTime;

/** From the recorded status and what was observed to the next status. */
final class AppStatus {
    private static final int LONGEST_MESSAGE = 1000;

    private final Conditions conditions;
    private final Clock clock;

    AppStatus(int mostConditions, Clock clock) {
        this.conditions = new Conditions(mostConditions);
        this.clock = clock;
    }

    /** The same status when nothing has changed. */
    Status after(Status before, long revision, AppObservation seen) {
        Timestamp now = ProtoTime.of(clock.instant());
        Condition condition = Condition.newBuilder()
                .setDeploymentStatus(seen.status())
                .setSubstate(seen.substate())
                .setRevision(revision)
                .setMessage(seen.message()
                        .substring(0, Math.min(LONGEST_MESSAGE, seen.message().length())))
                .build();
        Status.Builder next = conditions.add(before, condition, now).toBuilder().setCurrentReplicas(seen.replicas());
        boolean isUp = seen.status() == DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE;
        if (isUp && (!before.hasLastStartedAt() || wasDown(before))) {
            next.setLastStartedAt(now);
        }
        return next.build();
    }

    private static boolean wasDown(Status before) {
        Optional<Condition> last = Conditions.present(before);
        return before.getCurrentReplicas() == 0
                && last.filter(condition ->
                                condition.getDeploymentStatus() == DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE)
                        .isEmpty();
    }
}
