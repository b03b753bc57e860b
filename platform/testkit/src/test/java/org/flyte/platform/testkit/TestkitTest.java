package org.flyte.platform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TestkitTest {
    @Test
    void givesEveryApplicationAnEmptyDatabase() throws Exception {
        Map<String, String> first = new RealPostgres().start();
        Map<String, String> second = new RealPostgres().start();

        assertThat(first.get("quarkus.datasource.jdbc.url")).isNotEqualTo(second.get("quarkus.datasource.jdbc.url"));
        for (Map<String, String> config : new Map[] {first, second}) {
            try (var connection = DriverManager.getConnection(
                            config.get("quarkus.datasource.jdbc.url"),
                            config.get("quarkus.datasource.username"),
                            config.get("quarkus.datasource.password"));
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE once (n int)");
            }
        }
        assertThat(RealPostgres.database("mine")).isEqualTo(RealPostgres.database("mine"));
    }

    @Test
    void sendsWaitingRecordsAfterABrokerOutage() throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", RealKafka.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", "before")).get(20, TimeUnit.SECONDS);
            RealKafka.stopBroker();
            try (var sender = Executors.newVirtualThreadPerTaskExecutor()) {
                var waiting = sender.submit(
                        () -> producer.send(new ProducerRecord<>("t", "during")).get(30, TimeUnit.SECONDS));
                RealKafka.startBroker();
                assertThat(waiting.get(30, TimeUnit.SECONDS).hasOffset()).isTrue();
            }
        }
    }

    @Test
    void pointsClientsAtTheEmbeddedKubernetesApi() throws Exception {
        KubernetesApi api = new KubernetesApi();
        String url = api.start().get("kubernetes.master");
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(System.getProperty("kubernetes.master")).isEqualTo(url);
            long before = KubernetesApi.requests();
            URI pods = URI.create(url + "api/v1/namespaces/flyte/pods");
            assertThat(http.send(HttpRequest.newBuilder(pods).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(KubernetesApi.requests()).isEqualTo(before + 1);
        } finally {
            api.stop();
        }
        assertThat(System.getProperty("kubernetes.master")).isNull();
    }

    @Test
    void configuresTheBucketAsTheStore() {
        assertThat(new RealS3().start())
                .containsEntry("flyte.storage.base", "s3://flyte")
                .containsEntry("flyte.storage.s3.endpoint", RealS3.endpoint());
    }

    @Test
    void skipsClusterTestsWithoutAClusterButFailsInCi() {
        assertThat(RealClusterCondition.decide(true, false).isDisabled()).isFalse();
        assertThat(RealClusterCondition.decide(true, true).isDisabled()).isFalse();
        assertThat(RealClusterCondition.decide(false, false).isDisabled()).isTrue();
        assertThatThrownBy(() -> RealClusterCondition.decide(false, true)).hasMessageContaining("KUBECONFIG");
    }
}
