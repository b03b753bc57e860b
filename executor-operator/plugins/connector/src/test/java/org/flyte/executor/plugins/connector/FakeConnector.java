package org.flyte.executor.plugins.connector;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.executor.plugins.connector.wire.Connector;
import org.flyte.idl.connector.AsyncConnectorServiceGrpc;
import org.flyte.idl.connector.ConnectorMetadataServiceGrpc;
import org.flyte.idl.connector.CreateTaskRequest;
import org.flyte.idl.connector.CreateTaskResponse;
import org.flyte.idl.connector.DeleteTaskRequest;
import org.flyte.idl.connector.DeleteTaskResponse;
import org.flyte.idl.connector.GetTaskRequest;
import org.flyte.idl.connector.GetTaskResponse;
import org.flyte.idl.connector.ListConnectorsRequest;
import org.flyte.idl.connector.ListConnectorsResponse;
import org.flyte.idl.connector.Resource;
import org.flyte.idl.connector.TaskCategory;
import org.flyte.idl.core.TaskExecution.Phase;
import org.flyte.platform.embedded.PortRange;

/** A connector service over gRPC: it knows jobs by idempotency key, and is slow, down, forgetful or in error when a test wants it. */
public final class FakeConnector implements AutoCloseable {
    private static final Context.Key<String> KEY = Context.key("idempotency-key");

    /** What the next calls of an operation are answered with, before it does its work again. */
    public final Map<String, Queue<Status>> failures = new ConcurrentHashMap<>();

    public final Map<String, Resource> jobs = new ConcurrentHashMap<>();
    public final Map<String, String> handleByKey = new ConcurrentHashMap<>();
    public final List<CreateTaskRequest> creates = new CopyOnWriteArrayList<>();
    public final List<GetTaskRequest> gets = new CopyOnWriteArrayList<>();
    public final List<DeleteTaskRequest> deletes = new CopyOnWriteArrayList<>();
    public final AtomicInteger lists = new AtomicInteger();
    public volatile List<TaskCategory> categories;
    public volatile Duration delay = Duration.ZERO;
    public volatile ByteString paddingOfHandles = ByteString.EMPTY;

    private final AtomicInteger numbers = new AtomicInteger();
    private final ServerCredentials credentials;

    /** Nobody else takes it while the server is down, and no client that tries to connect meanwhile connects to itself. */
    private final int port = PortRange.LOOPBACK.free();

    private Server server;

    public FakeConnector(String... types) {
        this(InsecureServerCredentials.create(), types);
    }

    public FakeConnector(ServerCredentials credentials, String... types) {
        this.credentials = credentials;
        this.categories = java.util.Arrays.stream(types)
                .map(type -> TaskCategory.newBuilder().setName(type).build())
                .toList();
        up();
    }

    public int port() {
        return port;
    }

    /** Serves, again on the same port. */
    public void up() {
        try {
            server = Grpc.newServerBuilderForPort(port, credentials)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .intercept(new KeyReader())
                    .addService(new MetadataRpc())
                    .addService(new TaskRpc())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses connections; its jobs go on. */
    public void down() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void fail(String operation, Status... statuses) {
        failures.computeIfAbsent(operation, name -> new ConcurrentLinkedQueue<>())
                .addAll(List.of(statuses));
    }

    /** Every job that there is. */
    public void all(Resource resource) {
        jobs.replaceAll((handle, old) -> resource);
    }

    public static Resource in(Phase phase) {
        return Resource.newBuilder().setPhase(phase).build();
    }

    @Override
    public void close() {
        down();
    }

    private <T> boolean refuses(String operation, StreamObserver<T> observer) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Status status = failures.getOrDefault(operation, new ArrayDeque<>()).poll();
        if (status != null) {
            observer.onError(status.asRuntimeException());
        }
        return status != null;
    }

    private static <T> void answer(StreamObserver<T> observer, T response) {
        observer.onNext(response);
        observer.onCompleted();
    }

    private final class MetadataRpc extends ConnectorMetadataServiceGrpc.ConnectorMetadataServiceImplBase {
        @Override
        public void listConnectors(ListConnectorsRequest request, StreamObserver<ListConnectorsResponse> observer) {
            lists.incrementAndGet();
            if (!refuses("list", observer)) {
                answer(
                        observer,
                        ListConnectorsResponse.newBuilder()
                                .addConnectors(org.flyte.idl.connector.Connector.newBuilder()
                                        .setName("fake")
                                        .addAllSupportedTaskCategories(categories))
                                .build());
            }
        }
    }

    private final class TaskRpc extends AsyncConnectorServiceGrpc.AsyncConnectorServiceImplBase {
        @Override
        public void createTask(CreateTaskRequest request, StreamObserver<CreateTaskResponse> observer) {
            creates.add(request);
            String handle = handleByKey.computeIfAbsent(KEY.get(), key -> "job-" + numbers.incrementAndGet());
            if (failures.getOrDefault("create-after", new ArrayDeque<>()).isEmpty() && refuses("create", observer)) {
                handleByKey.remove(KEY.get());
                return;
            }
            jobs.putIfAbsent(handle, in(Phase.QUEUED));
            if (!refuses("create-after", observer)) {
                answer(
                        observer,
                        CreateTaskResponse.newBuilder()
                                .setResourceMeta(ByteString.copyFromUtf8(handle).concat(paddingOfHandles))
                                .build());
            }
        }

        @Override
        public void getTask(GetTaskRequest request, StreamObserver<GetTaskResponse> observer) {
            gets.add(request);
            if (refuses("get", observer)) {
                return;
            }
            Resource resource = jobs.get(request.getResourceMeta().toStringUtf8());
            if (resource == null) {
                observer.onError(Status.NOT_FOUND.withDescription("no such job").asRuntimeException());
            } else {
                answer(
                        observer,
                        GetTaskResponse.newBuilder().setResource(resource).build());
            }
        }

        @Override
        public void deleteTask(DeleteTaskRequest request, StreamObserver<DeleteTaskResponse> observer) {
            deletes.add(request);
            if (!refuses("delete", observer)) {
                jobs.remove(request.getResourceMeta().toStringUtf8());
                answer(observer, DeleteTaskResponse.getDefaultInstance());
            }
        }
    }

    private static final class KeyReader implements ServerInterceptor {
        @Override
        public <Q, P> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
            String key = headers.get(Connector.IDEMPOTENCY_KEY);
            return Contexts.interceptCall(Context.current().withValue(KEY, key), call, headers, next);
        }
    }
}
