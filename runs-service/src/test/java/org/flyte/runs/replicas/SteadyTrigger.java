package org.flyte.runs.replicas;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.task.Cron;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.Schedule;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskTrigger;
import org.flyte.idl.task.TaskTriggerSpec;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.UpdateTriggersRequest;
import org.flyte.runs.run.Requests;

/** A trigger that is due every few seconds. */
final class SteadyTrigger {
    private static final Duration DISTANCE = Duration.ofSeconds(2);
    private static final String TASK = "pkg.steady";
    private static final String NAME = "steady";

    private final Replicas replicas;

    SteadyTrigger(Replicas replicas) {
        this.replicas = replicas;
    }

    void activate() throws InterruptedException {
        DeployTaskRequest request = DeployTaskRequest.newBuilder()
                .setTaskId(TaskIdentifier.newBuilder()
                        .setProject(Requests.PROJECT)
                        .setDomain(Requests.DOMAIN)
                        .setName(TASK)
                        .setVersion("v1"))
                .setSpec(Requests.spec(TASK))
                .addTriggers(TaskTrigger.newBuilder()
                        .setName(NAME)
                        .setSpec(TaskTriggerSpec.newBuilder().setActive(true))
                        .setAutomationSpec(TriggerAutomationSpec.newBuilder()
                                .setSchedule(Schedule.newBuilder()
                                        .setCron(Cron.newBuilder()
                                                .setExpression("@every " + DISTANCE.toSeconds() + "s")))))
                .build();
        replicas.call(0, "DeployTask", Set.of(), replica -> replica.tasks().deployTask(request));
    }

    void deactivate() throws InterruptedException {
        UpdateTriggersRequest request = UpdateTriggersRequest.newBuilder()
                .addNames(TriggerName.newBuilder()
                        .setProject(Requests.PROJECT)
                        .setDomain(Requests.DOMAIN)
                        .setTaskName(TASK)
                        .setName(NAME))
                .setActive(false)
                .build();
        replicas.call(
                0, "UpdateTriggers", Set.of(), replica -> replica.triggers().updateTriggers(request));
    }

    /** What is wrong with the times that it fired for: each is the one before and the distance. */
    List<String> gaps(List<Instant> fired) {
        List<String> gaps = new ArrayList<>();
        Optional<Instant> before = Optional.empty();
        for (Instant time : fired.stream().sorted().toList()) {
            if (before.isPresent() && !before.get().plus(DISTANCE).equals(time)) {
                gaps.add(before.get() + " is followed by " + time);
            }
            before = Optional.of(time);
        }
        if (before.isEmpty()) {
            gaps.add("it never fired");
        }
        return gaps;
    }
}
