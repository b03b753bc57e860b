package org.flyte.actions.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.mockwebserver.http.MockResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.flyte.actions.support.TestConfig;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForwarderLeaseTest {
    private static final Duration LEASE = Duration.ofSeconds(15);

    private volatile boolean forbidden;
    private final EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(
            0, request -> forbidden ? Optional.of(new MockResponse().setResponseCode(403)) : Optional.empty());
    private final KubernetesClient client = api.client();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final ForwarderLease first = lease(true);
    private final ForwarderLease second = lease(true);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void permitsOneReplicaWhileItRenews() {
        first.renew();
        second.renew();
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(5));
            first.renew();
            second.renew();

            assertThat(first.permits()).isTrue();
            assertThat(second.permits()).isFalse();
        }
    }

    @Test
    void passesToAnotherReplicaWhenItsHolderDoesNotRenewIt() {
        first.renew();
        second.renew();

        clock.advance(LEASE);
        second.renew();

        assertThat(second.permits()).isTrue();
        first.renew();
        assertThat(first.permits()).isFalse();
    }

    @Test
    void passesToAnotherReplicaAtOnceWhenItsHolderStops() {
        first.renew();
        second.renew();

        first.release();
        second.renew();

        assertThat(second.permits()).isTrue();
    }

    @Test
    void permitsEachReplicaWhenKubernetesRefusesLeases() {
        forbidden = true;
        first.renew();
        second.renew();
        assertThat(second.permits()).isFalse();

        clock.advance(LEASE);

        assertThat(first.permits()).isTrue();
        assertThat(second.permits()).isTrue();
    }

    @Test
    void permitsAWaitingReplicaWhenKubernetesHasBeenUnavailableForTheLease() {
        first.renew();
        second.renew();
        forbidden = true;

        clock.advance(LEASE.minusSeconds(1));
        second.renew();
        assertThat(second.permits()).isFalse();

        clock.advance(Duration.ofSeconds(1));
        assertThat(second.permits()).isTrue();
        assertThat(first.permits()).isTrue();
    }

    @Test
    void permitsEachReplicaWithoutAnElection() {
        assertThat(lease(false).permits()).isTrue();
        assertThat(api.requests()).isZero();
    }

    private ForwarderLease lease(boolean elects) {
        return new ForwarderLease(
                client,
                TestConfig.kubernetes("flyte", "flyte"),
                TestConfig.with(Map.of("flyte.actions.status.leader-elect", Boolean.toString(elects))),
                clock);
    }
}
