package org.flyte.runs.trigger;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.UncheckedIOException;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.TriggerIdentifier;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.trigger.TriggerDetails;
import org.flyte.idl.trigger.TriggerMetadata;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.idl.trigger.TriggerStatus;
import org.flyte.platform.model.ProtoTime;

/** A trigger, or a revision of it, as clients read it. */
record TriggerMessages(TriggerKey key, long revision, TriggerState state) {
    TriggerDetails details() {
        try {
            TriggerSpec spec = TriggerSpec.parseFrom(state.spec).toBuilder()
                    .setActive(state.active)
                    .setTaskVersion(state.taskVersion)
                    .setDescription(state.description)
                    .build();
            TriggerDetails.Builder details = TriggerDetails.newBuilder()
                    .setId(TriggerIdentifier.newBuilder().setName(key.toProto()).setRevision(revision))
                    .setMetadata(metadata())
                    .setSpec(spec)
                    .setStatus(status())
                    .setAutomationSpec(TriggerAutomationSpec.parseFrom(state.automation));
            if (!state.description.isEmpty()) {
                details.setDescription(state.description);
            }
            return details.build();
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TriggerMetadata metadata() throws InvalidProtocolBufferException {
        TriggerMetadata.Builder metadata = TriggerMetadata.newBuilder();
        if (state.deployedBy != null) {
            metadata.setDeployedBy(EnrichedIdentity.parseFrom(state.deployedBy));
        }
        if (state.updatedBy != null) {
            metadata.setUpdatedBy(EnrichedIdentity.parseFrom(state.updatedBy));
        }
        return metadata.build();
    }

    private TriggerStatus status() {
        TriggerStatus.Builder status = TriggerStatus.newBuilder()
                .setDeployedAt(ProtoTime.of(state.deployedAt))
                .setUpdatedAt(ProtoTime.of(state.updatedAt));
        if (state.triggeredAt != null) {
            status.setTriggeredAt(ProtoTime.of(state.triggeredAt));
        }
        if (state.deletedAt != null) {
            status.setDeletedAt(ProtoTime.of(state.deletedAt));
        }
        return status.build();
    }
}
