package org.flyte.runs.replicas;

import com.google.protobuf.util.Timestamps;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.AbortResponse;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.actions.EnqueueResponse;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.platform.events.KafkaConnection;
import org.flyte.platform.events.ProducerSettings;
import org.flyte.runs.Writers;
import org.flyte.runs.replicas.History.AbortDelivered;
import org.flyte.runs.replicas.History.Action;
import org.flyte.runs.replicas.History.ChildRecorded;
import org.flyte.runs.replicas.History.Enqueued;
import org.flyte.runs.replicas.History.PhaseAcknowledged;
import org.flyte.runs.replicas.History.Source;
import org.flyte.runs.replicas.History.State;
import org.flyte.runs.replicas.History.UnexpectedAnswer;
import org.flyte.runs.run.Requests;

/**
 * Plays actions-service, operator and pods: executes what is enqueued, with children and retries, and reports each phase by
 * an event and by a status, until it is acknowledged.
 */
final class SimulatedCluster extends ActionsServiceGrpc.ActionsServiceImplBase implements AutoCloseable {
    /** Runs whose names start with it are not executed: the test reports their phases itself. */
    static final String IDLE = "idle";

    private static final int MAX_CHILDREN = 4;
    private static final long MAX_STEP_MILLIS = 600;
    private static final Set<io.grpc.Status.Code> NONE = Set.of();

    private final Replicas replicas;
    private final History history;
    private final long seed;
    private final KafkaProducer<String, ActionEvent> events;
    private final ExecutorService pods = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Action, CountDownLatch> aborts = new ConcurrentHashMap<>();
    private final Server server;

    SimulatedCluster(Replicas replicas, History history, long seed, String bootstrapServers) {
        this.replicas = replicas;
        this.history = history;
        this.seed = seed;
        this.events = new KafkaProducer<>(
                new ProducerSettings(KafkaConnection.plain(bootstrapServers), "simulated-cluster").toMap());
        try {
            this.server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    // As the servers of the suite, which count no pings.
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void enqueue(EnqueueRequest request, StreamObserver<EnqueueResponse> answer) {
        ActionIdentifier id = request.getAction().getActionId();
        history.add(new Enqueued(action(id)));
        start(id);
        answer.onNext(EnqueueResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void abort(AbortRequest request, StreamObserver<AbortResponse> answer) {
        Action aborted = action(request.getActionId());
        history.add(new AbortDelivered(aborted));
        aborts.forEach((action, latch) -> {
            if (action.run().equals(aborted.run())
                    && (aborted.name().equals("a0") || action.name().startsWith(aborted.name()))) {
                latch.countDown();
            }
        });
        answer.onNext(AbortResponse.getDefaultInstance());
        answer.onCompleted();
    }

    /** Once for each action, however often it is enqueued. */
    private CountDownLatch start(ActionIdentifier id) {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch abort = new CountDownLatch(1);
        if (!id.getRun().getName().startsWith(IDLE) && aborts.putIfAbsent(action(id), abort) == null) {
            pods.execute(() -> {
                try {
                    new Pod(id, abort).run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    ended.countDown();
                }
            });
        }
        return ended;
    }

    private static Action action(ActionIdentifier id) {
        return new Action(id.getRun().getName(), id.getName());
    }

    @Override
    public void close() {
        replicas.end();
        server.shutdownNow();
        pods.shutdownNow();
        events.close();
    }

    /** The life of one action; its choices follow from the seed and its name. */
    private final class Pod {
        private final ActionIdentifier id;
        private final CountDownLatch abort;
        private final Random random;

        Pod(ActionIdentifier id, CountDownLatch abort) {
            this.id = id;
            this.abort = abort;
            this.random = new Random(seed ^ action(id).hashCode());
        }

        void run() throws InterruptedException {
            int attempt = 1;
            report(attempt, ActionPhase.ACTION_PHASE_RUNNING);
            if (random.nextInt(5) == 0 && !aborted()) {
                attempt++;
                report(attempt, ActionPhase.ACTION_PHASE_QUEUED);
                report(attempt, ActionPhase.ACTION_PHASE_RUNNING);
            }
            if (id.getName().equals("a0")) {
                awaitChildren();
            }
            report(
                    attempt,
                    aborted()
                            ? ActionPhase.ACTION_PHASE_ABORTED
                            : random.nextInt(8) == 0
                                    ? ActionPhase.ACTION_PHASE_FAILED
                                    : ActionPhase.ACTION_PHASE_SUCCEEDED);
        }

        private void awaitChildren() throws InterruptedException {
            Phaser running = new Phaser(1);
            int children = random.nextInt(MAX_CHILDREN + 1);
            for (int i = 1; i <= children && !aborted(); i++) {
                ActionIdentifier child = Writers.action(id.getRun(), "c" + i);
                if (record(child)) {
                    running.register();
                    CountDownLatch ended = start(child);
                    pods.execute(() -> {
                        try {
                            ended.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } finally {
                            running.arriveAndDeregister();
                        }
                    });
                }
            }
            running.awaitAdvanceInterruptibly(running.arriveAndDeregister());
        }

        /** A parent that ended meanwhile takes no children. */
        private boolean record(ActionIdentifier child) throws InterruptedException {
            boolean recorded = replicas.call(
                            random.nextInt(2),
                            "RecordAction of " + action(child),
                            NONE,
                            replica -> available(replica.internal()
                                    .recordAction(
                                            Requests.child(child.getRun().getName(), child.getName(), id.getName()))
                                    .getStatus()))
                    .filter(status -> status.getCode() == 0)
                    .isPresent();
            if (recorded) {
                history.add(new ChildRecorded(action(child)));
            }
            return recorded;
        }

        private void report(int attempt, ActionPhase phase) throws InterruptedException {
            State state = new State(attempt, phase);
            events.send(
                    ActionEventRecord.fromOperator(ActionEvent.newBuilder()
                                    .setId(id)
                                    .setAttempt(attempt)
                                    .setPhase(phase)
                                    .setUpdatedTime(Timestamps.now())
                                    .build())
                            .toKafka(),
                    (metadata, failure) -> {
                        if (failure == null) {
                            history.add(new PhaseAcknowledged(action(id), state, Source.EVENT));
                        }
                    });
            replicas.call(
                            random.nextInt(2),
                            "UpdateActionStatus of " + action(id) + " to " + state,
                            NONE,
                            replica -> available(replica.internal()
                                    .updateActionStatus(Writers.status(id, phase, attempt))
                                    .getStatus()))
                    .ifPresent(status -> answered(state, status));
            abort.await(random.nextLong(MAX_STEP_MILLIS), TimeUnit.MILLISECONDS);
        }

        /** An outage is told in the body of an answer: it is asked again, as after a failed call. */
        private static com.google.rpc.Status available(com.google.rpc.Status status) {
            if (status.getCode() == io.grpc.Status.Code.UNAVAILABLE.value()) {
                throw io.grpc.Status.UNAVAILABLE
                        .withDescription(status.getMessage())
                        .asRuntimeException();
            }
            return status;
        }

        /** A phase that comes too late is acknowledged with a remark, one of an aborted action refused. */
        private void answered(State state, com.google.rpc.Status status) {
            if (status.getCode() == 0 && status.getMessage().isEmpty()) {
                history.add(new PhaseAcknowledged(action(id), state, Source.STATUS));
            } else if (status.getCode() != 0 && status.getCode() != io.grpc.Status.Code.ABORTED.value()) {
                history.add(new UnexpectedAnswer("UpdateActionStatus of " + action(id) + " to " + state + ": "
                        + status.getCode() + " " + status.getMessage()));
            }
        }

        private boolean aborted() {
            return abort.getCount() == 0;
        }
    }
}
