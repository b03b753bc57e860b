package org.flyte.runs.run;

import java.util.UUID;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.RuntimeMetadata;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.idl.workflow.TaskAction;
import org.flyte.platform.model.ActionKey;

/** Requests as the SDK sends them. */
public final class Requests {
    public static final String PROJECT = "flytesnacks";
    public static final String DOMAIN = "development";

    private Requests() {}

    public static String runName() {
        return "r" + UUID.randomUUID().toString().replace("-", "").substring(0, 15);
    }

    public static RunIdentifier run(String name) {
        return RunIdentifier.newBuilder()
                .setProject(PROJECT)
                .setDomain(DOMAIN)
                .setName(name)
                .build();
    }

    public static ActionIdentifier action(String run, String name) {
        return ActionIdentifier.newBuilder().setRun(run(run)).setName(name).build();
    }

    public static ActionKey key(String run, String name) {
        return new ActionKey(PROJECT, DOMAIN, run, name);
    }

    public static CreateRunRequest named(String run) {
        return CreateRunRequest.newBuilder()
                .setRunId(run(run))
                .setTaskSpec(spec("pkg.main"))
                .setInputs(inputs(1))
                .build();
    }

    public static CreateRunRequest unnamed() {
        return named("x").toBuilder()
                .setProjectId(ProjectIdentifier.newBuilder().setName(PROJECT).setDomain(DOMAIN))
                .build();
    }

    public static TaskSpec spec(String name) {
        return TaskSpec.newBuilder()
                .setTaskTemplate(TaskTemplate.newBuilder()
                        .setId(Identifier.newBuilder()
                                .setProject(PROJECT)
                                .setDomain(DOMAIN)
                                .setName(name)
                                .setVersion("v1"))
                        .setType("python")
                        .setMetadata(TaskMetadata.newBuilder()
                                .setRuntime(RuntimeMetadata.newBuilder().setVersion("2.12.1"))))
                .setShortName("main")
                .build();
    }

    public static Inputs inputs(long x) {
        return Inputs.newBuilder().addLiterals(literal("x", x)).build();
    }

    public static NamedLiteral literal(String name, long value) {
        return NamedLiteral.newBuilder()
                .setName(name)
                .setValue(Literal.newBuilder()
                        .setScalar(Scalar.newBuilder()
                                .setPrimitive(Primitive.newBuilder().setInteger(value))))
                .build();
    }

    public static RecordActionRequest child(String run, String name, String parent) {
        return RecordActionRequest.newBuilder()
                .setActionId(action(run, name))
                .setParent(parent)
                .setGroup("fan-out")
                .setInputUri("/store/" + run + "/" + name + "/inputs.pb")
                .setTask(TaskAction.newBuilder().setSpec(spec("pkg.work")))
                .build();
    }
}
