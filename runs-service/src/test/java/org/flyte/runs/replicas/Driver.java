package org.flyte.runs.replicas;

import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.Sort;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.ListActionsResponse;
import org.flyte.platform.events.ActionEventRecord;
import org.flyte.runs.replicas.History.AbortAcknowledged;
import org.flyte.runs.replicas.History.ChildRecorded;
import org.flyte.runs.replicas.History.RunCreated;
import org.flyte.runs.replicas.History.UnexpectedAnswer;
import org.flyte.runs.run.Requests;

/** Clients that create, watch, list and abort runs at random; the same seed makes the same choices. */
final class Driver implements AutoCloseable {
    private static final Metadata.Key<String> REQUEST_ID =
            Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
    private static final int WORKERS = 6;
    private static final int MAX_PAUSE_MILLIS = 500;
    private static final int MAX_PAGE = 4;

    private final Replicas replicas;
    private final History history;
    private final Watchers watchers;
    private final KafkaProducer<String, byte[]> garbage;
    private final long seed;
    private final List<String> runs = new CopyOnWriteArrayList<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    private volatile boolean stopped;

    Driver(Replicas replicas, History history, Watchers watchers, KafkaProducer<String, byte[]> garbage, long seed) {
        this.replicas = replicas;
        this.history = history;
        this.watchers = watchers;
        this.garbage = garbage;
        this.seed = seed;
    }

    void start() {
        for (int worker = 0; worker < WORKERS; worker++) {
            Worker loop = new Worker(worker);
            workers.execute(loop::run);
        }
    }

    /** No new calls; those that are made go on. */
    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stopped = true;
        workers.shutdownNow();
    }

    private final class Worker {
        private final int number;
        private final Random random;
        private final List<String> usedIds = new ArrayList<>();
        private int count;

        Worker(int number) {
            this.number = number;
            this.random = new Random(seed + number);
        }

        void run() {
            try {
                while (!stopped && !replicas.pause(random.nextInt(MAX_PAUSE_MILLIS))) {
                    step();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                history.add(new UnexpectedAnswer("driver: " + e));
            }
        }

        private void step() throws InterruptedException {
            int choice = random.nextInt(100);
            if (choice < 30 || runs.isEmpty()) {
                create();
            } else if (choice < 40) {
                abort();
            } else if (choice < 65) {
                watchers.watch(anyRun(), random.nextInt(2));
            } else if (choice < 93) {
                list(anyRun());
            } else {
                sendGarbage();
            }
        }

        /** Sometimes twice, through both replicas; sometimes under the request id of another request. */
        private void create() throws InterruptedException {
            count++;
            String unique = "w" + number + "n" + count;
            boolean reuse = !usedIds.isEmpty() && random.nextInt(6) == 0;
            String requestId = reuse ? usedIds.get(random.nextInt(usedIds.size())) : "q" + seed + unique;
            usedIds.add(requestId);
            CreateRunRequest base = random.nextBoolean() ? Requests.named("n" + unique) : Requests.unnamed();
            CreateRunRequest request = base.toBuilder()
                    .setInputs(Requests.inputs(number * 100_000L + count))
                    .build();
            int first = random.nextInt(2);
            int times = random.nextInt(4) == 0 ? 2 : 1;
            for (int i = 0; i < times; i++) {
                send(request, requestId, unique, first + i).ifPresent(runs::add);
            }
            watchers.watch(anyRun(), first + 1);
        }

        private Optional<String> send(CreateRunRequest request, String requestId, String unique, int first)
                throws InterruptedException {
            Metadata headers = new Metadata();
            headers.put(REQUEST_ID, requestId);
            Optional<String> run = replicas.call(
                            first,
                            "CreateRun " + unique,
                            Set.of(),
                            replica -> replica.runs()
                                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                                    .createRun(request))
                    .map(answer -> answer.getRun().getAction().getId().getRun().getName());
            run.ifPresent(name -> history.add(new RunCreated(requestId, unique, name)));
            return run;
        }

        private void abort() throws InterruptedException {
            String run = anyRun();
            AbortRunRequest request = AbortRunRequest.newBuilder()
                    .setRunId(Requests.run(run))
                    .setReason("at random")
                    .build();
            replicas.call(
                            random.nextInt(2),
                            "AbortRun of " + run,
                            Set.of(),
                            replica -> replica.runs().abortRun(request))
                    .ifPresent(done -> history.add(new AbortAcknowledged(run)));
        }

        /** Pages change the replica; what was recorded before the first page must be there, once. */
        private void list(String run) throws InterruptedException {
            Set<String> wanted = new HashSet<>();
            history.all(ChildRecorded.class).stream()
                    .filter(child -> child.action().run().equals(run))
                    .forEach(child -> wanted.add(child.action().name()));
            Set<String> shown = new HashSet<>();
            int limit = 1 + random.nextInt(MAX_PAGE);
            String token = "";
            do {
                ListActionsRequest request = page(run, limit, token);
                Optional<ListActionsResponse> answer = replicas.call(
                        random.nextInt(2),
                        "ListActions of " + run,
                        Set.of(Code.NOT_FOUND),
                        replica -> replica.runs().listActions(request));
                if (answer.isEmpty()) {
                    return;
                }
                answer.get().getActionsList().forEach(action -> {
                    if (!shown.add(action.getId().getName())) {
                        history.add(new UnexpectedAnswer("ListActions of " + run + " repeats "
                                + action.getId().getName()));
                    }
                });
                token = answer.get().getToken();
            } while (!token.isEmpty());
            wanted.removeAll(shown);
            if (!wanted.isEmpty()) {
                history.add(new UnexpectedAnswer("ListActions of " + run + " lacks " + wanted));
            }
        }

        private ListActionsRequest page(String run, int limit, String token) {
            return ListActionsRequest.newBuilder()
                    .setRunId(Requests.run(run))
                    .setRequest(ListRequest.newBuilder()
                            .setLimit(limit)
                            .setToken(token)
                            .addSortByFields(Sort.newBuilder().setKey("name").setDirection(Sort.Direction.ASCENDING)))
                    .build();
        }

        private void sendGarbage() {
            byte[] payload = new byte[1 + random.nextInt(64)];
            random.nextBytes(payload);
            garbage.send(new ProducerRecord<>(
                    ActionEventRecord.TOPIC, ActionEventRecord.key(Requests.run(anyRun())), payload));
        }

        private String anyRun() {
            return runs.isEmpty() ? "none" : runs.get(random.nextInt(runs.size()));
        }
    }
}
