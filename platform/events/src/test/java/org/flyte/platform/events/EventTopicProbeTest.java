package org.flyte.platform.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.flyte.platform.embedded.EmbeddedKafkaBroker;
import org.flyte.platform.embedded.PortRange;
import org.flyte.platform.testkit.RealKafka;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTopicProbeTest {
    private static final KafkaConnection NOBODY = KafkaConnection.plain("127.0.0.1:1");

    @Test
    void findsTheTopic() throws Exception {
        try (var producer = new KafkaProducer<String, Object>(
                new ProducerSettings(KafkaConnection.plain(RealKafka.bootstrapServers()), "probe").toMap())) {
            assertThat(producer.partitionsFor(ActionEventRecord.TOPIC)).isNotEmpty();
        }
        try (EventTopicProbe probe = new EventTopicProbe(KafkaConnection.plain(RealKafka.bootstrapServers()))) {
            await().atMost(Duration.ofSeconds(20)).until(probe::isReached);
        }
    }

    @Test
    void waitsForABrokerThatComesLater(@TempDir Path folder) {
        int port = PortRange.LOOPBACK.free();
        KafkaConnection connection = KafkaConnection.plain("127.0.0.1:" + port);
        try (EventTopicProbe probe = new EventTopicProbe(connection)) {
            await().during(Duration.ofSeconds(7)).atMost(Duration.ofSeconds(10)).until(() -> !probe.isReached());
            try (EmbeddedKafkaBroker broker = new EmbeddedKafkaBroker(folder, port);
                    var producer =
                            new KafkaProducer<String, Object>(new ProducerSettings(connection, "probe").toMap())) {
                assertThat(producer.partitionsFor(ActionEventRecord.TOPIC)).isNotEmpty();
                await().atMost(Duration.ofSeconds(30)).until(probe::isReached);
            }
        }
    }

    @Test
    void isNotReachedWhereNobodyAnswers() {
        try (EventTopicProbe probe = new EventTopicProbe(NOBODY)) {
            await().during(Duration.ofSeconds(2)).until(() -> !probe.isReached());
        }
    }

    @Test
    void namesWhatMendsIt() {
        assertThat(text(new SaslAuthenticationException("no"))).contains("flyte.events.sasl");
        assertThat(text(new SslAuthenticationException("no"))).contains("flyte.events.tls.ca-file");
        assertThat(text(new TopicAuthorizationException("flyte.action-events"))).contains("grant");
        assertThat(text(new UnknownTopicOrPartitionException())).contains("flyte.action-events does not exist");
        assertThat(text(new ConfigException("No resolvable bootstrap urls")))
                .contains("flyte.events.bootstrap-servers");
        assertThat(text(new TimeoutException()))
                .contains("127.0.0.1:1", "does not answer", "flyte.events.bootstrap-servers");
    }

    private static String text(Exception cause) {
        return KafkaProblem.describe(new KafkaException("wrapped", cause), NOBODY);
    }
}
