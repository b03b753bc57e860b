package org.flyte.executor.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.Optional;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatermarkLeaseTest {
    private volatile boolean forbidden;
    private EmbeddedKubernetesApi api;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        api = new EmbeddedKubernetesApi(0, this::answer);
        client = api.client();
        for (int i = 0; i < 20; i++) {
            lease().take();
        }
        client.leases().inNamespace("flyte").withName("events").delete();
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void keepsTheValueForTheNextProcess() {
        WatermarkLease first = lease();
        assertThat(first.take()).isZero();
        first.record(3);
        first.record(4);

        assertThat(lease().take()).isEqualTo(4);
    }

    @Test
    void isNotMovedByAProcessThatLedBefore() {
        WatermarkLease before = lease();
        before.take();
        before.record(3);
        WatermarkLease now = lease();
        now.take();

        before.record(7);
        before.record(8);
        now.record(5);

        assertThat(lease().take()).isEqualTo(5);
    }

    @Test
    void ignoresAValueOfAnotherApiServer() {
        lease().take();
        client.leases()
                .inNamespace("flyte")
                .withName("events")
                .edit(lease -> new LeaseBuilder(lease)
                        .editMetadata()
                        .addToAnnotations(WatermarkLease.ANNOTATION, "900000000")
                        .endMetadata()
                        .build());

        assertThat(lease().take()).isZero();
    }

    @Test
    void ignoresWhatIsNoNumber() {
        assertThat(WatermarkLease.version("17")).isEqualTo(17);
        assertThat(WatermarkLease.version("a17")).isZero();
        assertThat(WatermarkLease.version("99999999999999999999")).isZero();
        assertThat(WatermarkLease.version(null)).isZero();
    }

    @Test
    void goesWithoutThePermission() {
        forbidden = true;
        WatermarkLease lease = lease();

        assertThat(lease.take()).isZero();
        lease.record(3);

        forbidden = false;
        assertThat(lease().take()).isZero();
    }

    private Optional<MockResponse> answer(RecordedRequest request) {
        return forbidden ? Optional.of(new MockResponse().setResponseCode(403)) : Optional.empty();
    }

    private WatermarkLease lease() {
        return new WatermarkLease(client, "flyte", "events");
    }
}
