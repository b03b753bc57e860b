package org.flyte.actions.status;

import com.google.protobuf.InvalidProtocolBufferException;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.Template;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.ConditionAction;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** A TaskAction that runs-service has never heard of, as the request that records it (executor spec §1.6). */
final class Introductions {
    private Introductions() {}

    static RecordActionRequest of(TrackedAction action, TaskAction object) {
        TaskActionSpec spec = object.getSpec();
        RecordActionRequest.Builder request = RecordActionRequest.newBuilder()
                .setActionId(action.key().toProto())
                .setParent(action.parent())
                .setGroup(text(spec.group))
                .setInputUri(text(spec.inputUri));
        try {
            if (action.condition()) {
                request.setCondition(ConditionAction.parseFrom(bytes(spec.conditionSpec)));
            } else {
                TaskTemplate template = TaskTemplate.parseFrom(Template.decode(bytes(spec.taskTemplate)));
                request.setTask(task(template, text(spec.shortName)));
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new InvalidArgument("TaskAction %s has a broken spec: %s", action.resource(), e.getMessage());
        }
        return request.build();
    }

    private static org.flyte.idl.workflow.TaskAction task(TaskTemplate template, String shortName) {
        Identifier id = template.getId();
        return org.flyte.idl.workflow.TaskAction.newBuilder()
                .setId(TaskIdentifier.newBuilder()
                        .setOrg(id.getOrg())
                        .setProject(id.getProject())
                        .setDomain(id.getDomain())
                        .setName(id.getName())
                        .setVersion(id.getVersion()))
                .setSpec(TaskSpec.newBuilder().setTaskTemplate(template).setShortName(shortName))
                .build();
    }

    private static byte[] bytes(byte[] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
