package org.flyte.executor.plugins.connector.wire;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.settings.Endpoint;
import org.flyte.idl.connector.AsyncConnectorServiceGrpc;
import org.flyte.idl.connector.AsyncConnectorServiceGrpc.AsyncConnectorServiceBlockingStub;
import org.flyte.idl.connector.ConnectorMetadataServiceGrpc;
import org.flyte.idl.connector.CreateTaskRequest;
import org.flyte.idl.connector.CreateTaskResponse;
import org.flyte.idl.connector.DeleteTaskRequest;
import org.flyte.idl.connector.GetTaskRequest;
import org.flyte.idl.connector.ListConnectorsRequest;
import org.flyte.idl.connector.ListConnectorsResponse;
import org.flyte.idl.connector.Resource;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/**
 * A connector service: its calls, which block and fail with {@link StatusRuntimeException}, and the threads for them. Each operation has
 * its own, so that slow ones delay no others. While the service does not answer, only few calls go out: the others fail as the last did.
 */
public final class Connector implements AutoCloseable {
    /** Header of CreateTask with the idempotency key. */
    public static final Metadata.Key<String> IDEMPOTENCY_KEY =
            Metadata.Key.of("flyte-idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

    private static final Logger LOG = Logger.getLogger(Connector.class);
    private static final Backoff BACKOFF = Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(15));

    private final Endpoint endpoint;
    private final ConnectorSettings settings;
    private final Clock clock;
    private final ManagedChannel channel;
    private final Pace creates;
    private final Pace polls;
    private final ThreadPoolExecutor createThreads;
    private final ThreadPoolExecutor getThreads;
    private final ThreadPoolExecutor deleteThreads;
    /** Null while the service answers; guarded by this. */
    private Outage outage;

    /** Calls in a row that had no answer in time; guarded by this. */
    private int timeouts;

    public Connector(Endpoint endpoint, ConnectorSettings settings, Clock clock) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.clock = clock;
        this.channel = Channels.open(endpoint, settings);
        this.creates = new Pace(settings.createsPerSecond(), System::nanoTime);
        this.polls = new Pace(settings.pollsPerSecond(), System::nanoTime);
        this.createThreads = threads("create");
        this.getThreads = threads("get");
        this.deleteThreads = threads("delete");
    }

    /** The queue never holds more than the jobs of the operator. */
    private ThreadPoolExecutor threads(String operation) {
        int number = settings.maxConcurrentCalls();
        return new ThreadPoolExecutor(
                number,
                number,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofVirtual()
                        .name("connector-" + endpoint.id() + "-" + operation + "-", 0)
                        .factory());
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Where jobs are created. */
    public Executor createThreads() {
        return createThreads;
    }

    /** Where jobs are polled. */
    public Executor getThreads() {
        return getThreads;
    }

    /** Where jobs are deleted. */
    public Executor deleteThreads() {
        return deleteThreads;
    }

    /** What the service can run. Is tried also while it does not answer. */
    public ListConnectorsResponse list() {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        return recorded(() -> deadline(
                        ConnectorMetadataServiceGrpc.newBlockingStub(channel),
                        endpoint.timeouts().list())
                .listConnectors(ListConnectorsRequest.getDefaultInstance()));
    }

    /** Starts a job. */
    public CreateTaskResponse create(CreateTaskRequest request, String idempotencyKey) {
        Metadata headers = new Metadata();
        headers.put(IDEMPOTENCY_KEY, idempotencyKey);
        return call(
                creates,
                endpoint.timeouts().create(),
                stub -> stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                        .createTask(request));
    }

    /** Reads the state of a job. */
    public Resource get(GetTaskRequest request) {
        return call(polls, endpoint.timeouts().get(), stub -> stub.getTask(request))
                .getResource();
    }

    /** Ends a job. */
    public void delete(DeleteTaskRequest request) {
        call(creates, endpoint.timeouts().delete(), stub -> stub.deleteTask(request));
    }

    /** How long not to call the service because it does not answer; zero when it may be called. */
    public Duration pause() {
        Instant now = clock.instant();
        return current()
                .map(known -> Duration.between(now, known.until()))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    private synchronized Optional<Outage> current() {
        return Optional.ofNullable(outage);
    }

    private <T> T call(Pace pace, Duration timeout, Function<AsyncConnectorServiceBlockingStub, T> operation) {
        sleep(pace.reserve());
        Optional<Outage> known = current();
        if (known.isPresent() && pause().isPositive()) {
            throw known.get().status().asRuntimeException();
        }
        return recorded(() -> operation.apply(deadline(AsyncConnectorServiceGrpc.newBlockingStub(channel), timeout)));
    }

    private static <S extends AbstractStub<S>> S deadline(S stub, Duration timeout) {
        return stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void sleep(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withDescription("the operator ends").asRuntimeException();
        }
    }

    private interface Call<T> {
        T execute();
    }

    private <T> T recorded(Call<T> call) {
        try {
            T answer = call.execute();
            answered();
            return answer;
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
                unanswered(e.getStatus());
            } else if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
                timedOut(e.getStatus());
            } else {
                answered();
            }
            throw e;
        }
    }

    /** Some slow calls are no outage; as many in a row as there may be at once are. */
    private synchronized void timedOut(Status status) {
        timeouts++;
        if (timeouts >= settings.maxConcurrentCalls()) {
            unanswered(status);
        }
    }

    private synchronized void answered() {
        timeouts = 0;
        if (outage != null) {
            outage = null;
            LOG.infof("connector answers again endpoint=%s", endpoint.id());
        }
    }

    private synchronized void unanswered(Status status) {
        if (channel.isShutdown()) {
            return;
        }
        Instant now = clock.instant();
        if (outage == null) {
            LOG.warnf(
                    "connector does not answer, trying again endpoint=%s address=%s cause=%s",
                    endpoint.id(), endpoint.address(), status.getDescription());
        } else if (outage.until().isAfter(now)) {
            return;
        }
        int failures = outage == null ? 1 : outage.failures() + 1;
        outage = new Outage(now.plus(BACKOFF.jittered(failures, ThreadLocalRandom.current())), status, failures);
    }

    @Override
    public void close() {
        createThreads.shutdownNow();
        getThreads.shutdownNow();
        deleteThreads.shutdownNow();
        channel.shutdownNow();
    }
}
