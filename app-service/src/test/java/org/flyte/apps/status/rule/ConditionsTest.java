package org.flyte.apps.status.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import org.flyte.idl.app.Condition;
import org.flyte.idl.app.Status;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private final Conditions conditions = new Conditions(3);

    @Test
    void keepsTheNewestOfThem() {
        Status status = Status.getDefaultInstance();

        for (int i = 1; i <= 5; i++) {
            status = conditions.add(status, condition("message " + i), at(i));
        }

        assertThat(status.getConditionsList())
                .extracting(Condition::getMessage)
                .containsExactly("message 3", "message 4", "message 5");
        assertThat(Conditions.present(status).orElseThrow().getLastTransitionTime())
                .isEqualTo(at(5));
    }

    @Test
    void addsNothingThatTheLastOneSays() {
        Status before = conditions.add(Status.getDefaultInstance(), condition("same"), at(1));

        assertThat(conditions.add(before, condition("same"), at(2))).isSameAs(before);
        assertThat(Conditions.present(Status.getDefaultInstance())).isEmpty();
    }

    private static Condition condition(String message) {
        return Condition.newBuilder()
                .setDeploymentStatus(DeploymentStatus.DEPLOYMENT_STATUS_DEPLOYING)
                .setMessage(message)
                .build();
    }

    private static Timestamp at(long second) {
        return Timestamp.newBuilder().setSeconds(second).build();
    }
}
