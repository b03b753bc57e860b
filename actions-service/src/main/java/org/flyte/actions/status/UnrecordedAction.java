package org.flyte.actions.status;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
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

/** An action that runs-service has no record of, because its TaskAction was not created by this service. */
record UnrecordedAction(TrackedAction action, TaskAction object) {

    /** The request that records it; {@code FlyteException.InvalidArgument} when its spec cannot be parsed. */
    RecordActionRequest toRecordRequest() {
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
                request.setTask(task(template(spec), text(spec.shortName)));
            }
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new InvalidArgument(
                    "TaskAction %s: its spec cannot be parsed: %s", action.resource(), e.getMessage());
        }
        return request.build();
    }

    private static TaskTemplate template(TaskActionSpec spec) throws InvalidProtocolBufferException {
        if (spec.template == null || spec.template.isEmpty()) {
            return TaskTemplate.parseFrom(Template.decode(bytes(spec.taskTemplate)));
        }
        TaskTemplate.Builder template = TaskTemplate.newBuilder();
        JsonFormat.parser().merge(spec.template.toString(), template);
        return template.build();
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
