package org.flyte.cache.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flyte.cache.CacheServiceTestBase;
import org.flyte.idl.cacheservice.ReleaseReservationRequest;
import org.flyte.idl.cacheservice.Reservation;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class ReservationsTest extends CacheServiceTestBase {
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    @Test
    void grantsAFreeReservationForThreeHeartbeats() {
        Reservation reservation = reserve("one");

        assertThat(reservation.getKey()).isEqualTo(key);
        assertThat(reservation.getOwnerId()).isEqualTo("one");
        assertThat(Durations.toMillis(reservation.getHeartbeatInterval())).isEqualTo(5000);
        assertThat(leaseMillis("one")).isBetween(14_000L, 15_000L);
    }

    @Test
    void answersWithTheHolderWhileItIsHeld() {
        Reservation first = reserve("one");

        assertThat(reserve("two")).isEqualTo(first);
    }

    @Test
    void extendsTheReservationOfItsOwner() {
        Reservation first = reserve("one");

        Reservation second = reserve("one");

        assertThat(second.getOwnerId()).isEqualTo("one");
        assertThat(Timestamps.compare(second.getExpiresAt(), first.getExpiresAt()))
                .isPositive();
    }

    @Test
    void passesAnExpiredReservationOn() {
        reserve("one");
        execute("UPDATE cache.reservations SET expires_at = now() WHERE key = '%s'");

        assertThat(reserve("two").getOwnerId()).isEqualTo("two");
        assertThat(reserve("one").getOwnerId()).isEqualTo("two");
    }

    @Test
    void passesAReleasedReservationOn() {
        reserve("one");
        release("two");
        assertThat(reserve("two").getOwnerId()).isEqualTo("one");

        release("one");
        release("one");

        assertThat(reserve("two").getOwnerId()).isEqualTo("two");
    }

    @ParameterizedTest
    @CsvSource({"0, 10000", "-5000, 10000", "250, 250", "60000, 10000"})
    void limitsTheHeartbeat(long asked, long granted) {
        Reservation reservation = unscoped.getOrExtendReservation(claim("one", Duration.ofMillis(asked)))
                .getReservation();

        assertThat(Durations.toMillis(reservation.getHeartbeatInterval())).isEqualTo(granted);
        assertThat(leaseMillis("one")).isBetween(3 * granted - 2000, 3 * granted);
    }

    @Test
    void survivesAHeartbeatThatNoClockHolds() {
        var request = claim("one", HEARTBEAT).toBuilder();
        request.getHeartbeatIntervalBuilder().setSeconds(315_576_000_000L);

        Reservation reservation =
                unscoped.getOrExtendReservation(request.build()).getReservation();

        assertThat(Durations.toMillis(reservation.getHeartbeatInterval())).isEqualTo(10_000);
    }

    @Test
    void refusesAClaimWithoutAnOwner() {
        assertRefused(() -> reserve(""), Status.Code.INVALID_ARGUMENT, "owner_id is required");
        assertRefused(() -> release(""), Status.Code.INVALID_ARGUMENT, "owner_id is required");
    }

    @RepeatedTest(10)
    void hasExactlyOneOwnerWhenAHundredCallAtOnce() throws Exception {
        CyclicBarrier start = new CyclicBarrier(100);
        List<Callable<String>> callers = IntStream.range(0, 100)
                .<Callable<String>>mapToObj(n -> () -> {
                    start.await();
                    return scoped.getOrExtendReservation(
                                    org.flyte.idl.cacheservice.v2.GetOrExtendReservationRequest.newBuilder()
                                            .setIdentifier(scope("flytesnacks", "development"))
                                            .setBaseRequest(claim("caller-" + n, HEARTBEAT))
                                            .build())
                            .getReservation()
                            .getOwnerId();
                })
                .toList();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> owners = threads.invokeAll(callers);
            assertThat(owners.stream().map(Future::resultNow).distinct()).hasSize(1);
        }
    }

    @Test
    void hasNeverTwoOwnersWhileItChangesHands() throws Exception {
        execute("CREATE TABLE IF NOT EXISTS held (key text PRIMARY KEY)");
        List<Callable<Integer>> workers = IntStream.range(0, 20)
                .<Callable<Integer>>mapToObj(n -> () -> holdOnce("worker-" + n))
                .toList();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> turns = threads.invokeAll(workers);
            assertThat(turns.stream().map(Future::resultNow)).containsOnly(1);
        }
    }

    /** Claims until it is granted; the primary key refuses a second one that holds at the same time. */
    private int holdOnce(String worker) {
        while (!reserve(worker).getOwnerId().equals(worker)) {
            Thread.onSpinWait();
        }
        int held = execute("INSERT INTO held VALUES ('%s')");
        execute("DELETE FROM held WHERE key = '%s'");
        release(worker);
        return held;
    }

    private Reservation reserve(String owner) {
        return unscoped.getOrExtendReservation(claim(owner, HEARTBEAT)).getReservation();
    }

    private void release(String owner) {
        var unused = unscoped.releaseReservation(ReleaseReservationRequest.newBuilder()
                .setKey(key)
                .setOwnerId(owner)
                .build());
    }

    private long leaseMillis(String owner) {
        return pool.query("""
                        SELECT (extract(epoch FROM expires_at - now()) * 1000)::bigint FROM cache.reservations
                         WHERE key = '%s' AND owner_id = '%s'
                        """.formatted(key, owner))
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
    }
}
