package org.flyte.events.guide;

import com.google.protobuf.Timestamp;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.task.OutputReferences;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.ClusterEvent;
import org.flyte.idl.workflow.ErrorInfo;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.DeadLetter;
import org.flyte.platform.model.RunKey;

/** Records as the code makes them, for the document about them. */
final class EventSamples {
    private static final RunKey RUN = new RunKey("flytesnacks", "development", "r7c1f0b9a6f4e2d8b3a5");
    private static final Timestamp AT =
            Timestamp.newBuilder().setSeconds(1_790_000_000L).build();

    private EventSamples() {}

    /** Has whatever is optional. */
    static ActionEvent full() {
        String attempt = "s3://flyte/flytesnacks/development/" + RUN.name() + "/a0/1/";
        return smallest().toBuilder()
                .setUpdatedTime(AT)
                .setReportedTime(AT)
                .setCluster("cluster-1")
                .setErrorInfo(ErrorInfo.newBuilder()
                        .setKind(ErrorInfo.Kind.KIND_USER)
                        .setCode("ValueError")
                        .setMessage("weights must be positive"))
                .setOutputs(OutputReferences.newBuilder()
                        .setOutputUri(attempt + "outputs.pb")
                        .setReportUri(attempt + "report.html"))
                .addClusterEvents(ClusterEvent.newBuilder()
                        .setOccurredAt(AT)
                        .setMessage("Successfully assigned flyte/pod to node"))
                .build();
    }

    /** Has nothing that is optional. */
    static ActionEvent smallest() {
        return ActionEvent.newBuilder()
                .setId(RUN.root().toProto())
                .setAttempt(1)
                .setPhase(ActionPhase.ACTION_PHASE_FAILED)
                .build();
    }

    static ProducerRecord<String, ActionEvent> fullRecord() {
        return new ActionEventRecord(
                        full(), ActionEventRecord.OPERATOR, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .toKafka();
    }

    static ProducerRecord<String, ActionEvent> smallestRecord() {
        return ActionEventRecord.fromOperator(smallest()).toKafka();
    }

    static ProducerRecord<String, byte[]> deadLetter() {
        byte[] payload = smallest().toByteArray();
        var origin = new ConsumerRecord<>(ActionEventRecord.TOPIC, 3, 1042L, RUN.toString(), payload);
        fullRecord().headers().forEach(origin.headers()::add);
        return new DeadLetter(origin, payload, "event.attempt must be at most 10000").toKafka();
    }
}
