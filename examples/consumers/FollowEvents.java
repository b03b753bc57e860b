import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;

/**
 * Follows the phases of all actions on flyte.action-events, as a system beside Flyte does.
 *
 * <pre>java --class-path LIBRARIES FollowEvents.java localhost:9092 --group my-system [--idle SECONDS]</pre>
 *
 * <p>Needs kafka-clients with lz4-java, and the messages of flyteidl2.
 */
public class FollowEvents {
    private static final String TOPIC = "flyte.action-events";
    private static final String TYPE = "org.flyte.action.phase";
    private static final int RECENT = 100_000;

    /** The last ids that were seen. An event that is sent again, as after a restart, has the id it had. */
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > RECENT;
        }
    };

    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        String idle = option(given, "--idle");
        new FollowEvents()
                .follow(given.getFirst(), option(given, "--group"), idle == null ? Long.MAX_VALUE : Long.parseLong(idle));
    }

    private static String option(List<String> arguments, String name) {
        int at = arguments.indexOf(name);
        return at < 0 ? null : arguments.get(at + 1);
    }

    private void follow(String bootstrap, String group, long idleSeconds) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap,
                "group.id", group,
                "enable.auto.commit", false,
                "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long last = System.nanoTime();
            while ((System.nanoTime() - last) / 1_000_000_000 < idleSeconds) {
                ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(500));
                if (!records.isEmpty()) {
                    records.forEach(this::handle);
                    // After the work, so that a crash repeats events and loses none.
                    consumer.commitSync();
                    last = System.nanoTime();
                }
            }
        }
    }

    private void handle(ConsumerRecord<String, byte[]> record) {
        if (!TYPE.equals(header(record, "ce_type"))) {
            return; // a kind of event that is newer than this program
        }
        if (seen.putIfAbsent(header(record, "ce_id"), true) != null) {
            return;
        }
        if (record.value() == null) {
            return; // a record without an event
        }
        try {
            ActionEvent event = ActionEvent.parseFrom(record.value());
            String error = event.hasErrorInfo()
                    ? " %d:%s".formatted(event.getErrorInfo().getKindValue(), event.getErrorInfo().getCode())
                    : "";
            System.out.printf(
                    "%s attempt=%d %s%s%n",
                    header(record, "ce_subject"), event.getAttempt(), phaseName(event), error);
        } catch (InvalidProtocolBufferException e) {
            // It will not get better: set it aside and go on, or the partition stops here.
            System.err.printf("set aside partition=%d offset=%d cause=%s%n", record.partition(), record.offset(), e.getMessage());
        }
    }

    /** RUNNING; a number for a phase that is newer than this program. */
    private static String phaseName(ActionEvent event) {
        return event.getPhase() == ActionPhase.UNRECOGNIZED
                ? String.valueOf(event.getPhaseValue())
                : event.getPhase().name().substring("ACTION_PHASE_".length());
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
