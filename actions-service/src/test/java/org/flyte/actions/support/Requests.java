package org.flyte.actions.support;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.actions.WatchForUpdatesRequest;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;

/** Requests as the SDK and the runs service send them; each run is a new one. */
public final class Requests {
    /** The API server outlives the class loader of a test class: a number alone would name the runs of earlier ones. */
    private static final String RUN = "r" + UUID.randomUUID().toString().substring(0, 8) + "n";

    private static final AtomicInteger RUNS = new AtomicInteger();

    private Requests() {}

    public static ActionKey newRoot() {
        return new RunKey("flytesnacks", "development", RUN + RUNS.incrementAndGet()).root();
    }

    public static Action.Builder task(ActionKey key) {
        return base(key)
                .setTask(TaskAction.newBuilder()
                        .setSpec(TaskSpec.newBuilder()
                                .setTaskTemplate(TaskTemplate.newBuilder()
                                        .setType("python-task")
                                        .setContainer(Container.newBuilder().setImage("python:3.12")))
                                .setShortName("hello")));
    }

    public static Action.Builder condition(ActionKey key) {
        return base(key)
                .setCondition(ConditionAction.newBuilder()
                        .setName("approve")
                        .setPrompt("Go on?")
                        .setType(LiteralType.newBuilder().setSimple(SimpleType.BOOLEAN)));
    }

    public static Action.Builder base(ActionKey key) {
        return Action.newBuilder()
                .setActionId(key.toProto())
                .setInputUri("/store/" + key.run() + "/" + key.name() + "/inputs.pb")
                .setRunOutputBase("/store/" + key.run() + "/");
    }

    public static EnqueueRequest enqueue(Action.Builder action) {
        return EnqueueRequest.newBuilder().setAction(action).build();
    }

    public static WatchForUpdatesRequest watch(ActionKey parent) {
        return WatchForUpdatesRequest.newBuilder()
                .setParentActionId(parent.toProto())
                .build();
    }
}
