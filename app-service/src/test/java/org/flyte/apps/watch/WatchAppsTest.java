package org.flyte.apps.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.flyte.apps.AppServiceTestBase;
import org.flyte.apps.Apps;
import org.flyte.idl.app.App;
import org.flyte.idl.app.AppServiceGrpc;
import org.flyte.idl.app.DeleteRequest;
import org.flyte.idl.app.Identifier;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.idl.app.WatchRequest;
import org.flyte.idl.app.WatchResponse;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(KubernetesApi.class)
class WatchAppsTest extends AppServiceTestBase {
    @GrpcClient("self")
    Channel channel;

    @Test
    void tellsTheStateThatIsThereAlreadyByAnUpdate() {
        Identifier id = Apps.id(project, "hello");
        create(Apps.app(id, "image:1"));
        serve(id);
        await().untilAsserted(() ->
                assertThat(present(id).getDeploymentStatus()).isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE));

        Reader reader = watch(WatchRequest.newBuilder().setAppId(id));

        await().untilAsserted(() -> assertThat(reader.messages).hasSizeGreaterThanOrEqualTo(2));
        List<WatchResponse> messages = List.copyOf(reader.messages);
        assertThat(messages.get(0).getCreateEvent().getApp().getMetadata().getId())
                .isEqualTo(id);
        assertThat(status(messages.get(1).getUpdateEvent().getUpdatedApp()))
                .isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE);
    }

    @Test
    void tellsChangesAndTheEnd() {
        Identifier id = Apps.id(project, "hello");
        App app = create(Apps.app(id, "image:1"));
        Reader reader = watch(WatchRequest.newBuilder().setAppId(id));
        await().untilAsserted(() -> assertThat(reader.messages).isNotEmpty());

        update(app.toBuilder().setSpec(Apps.spec("image:2")).build());
        await().untilAsserted(() -> assertThat(reader.messages)
                .anyMatch(message ->
                        message.getUpdateEvent().getUpdatedApp().getMetadata().getRevision() == 2));

        var unused = apps().delete(DeleteRequest.newBuilder().setAppId(id).build());
        await().untilAsserted(() -> assertThat(reader.messages).anyMatch(WatchResponse::hasDeleteEvent));
        assertThat(reader.failures).isEmpty();
    }

    @Test
    void tellsNothingOfOtherProjects() {
        String other = project + "x";
        Reader reader = watch(WatchRequest.newBuilder()
                .setProject(ProjectIdentifier.newBuilder().setName(project).setDomain("development")));

        create(Apps.app(Apps.id(other, "hello"), "image:1"));
        create(Apps.app(Apps.id(project, "hello"), "image:1"));

        await().untilAsserted(() -> assertThat(reader.messages).isNotEmpty());
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(reader.messages)
                        .allMatch(message ->
                                app(message).getMetadata().getId().getProject().equals(project)));
    }

    @Test
    void servesManyReaders() {
        Identifier id = Apps.id(project, "hello");
        App app = create(Apps.app(id, "image:1"));
        List<Reader> readers = IntStream.range(0, 200)
                .mapToObj(i -> watch(WatchRequest.newBuilder().setAppId(id)))
                .toList();
        await().untilAsserted(() -> assertThat(readers).allMatch(reader -> !reader.messages.isEmpty()));

        update(app.toBuilder().setSpec(Apps.spec("image:2")).build());

        await().untilAsserted(() -> assertThat(readers)
                .allMatch(reader -> reader.messages.stream()
                        .anyMatch(message -> app(message).getMetadata().getRevision() == 2)));
    }

    @Test
    void refusesAnAppThatDoesNotExist() {
        Reader reader = watch(WatchRequest.newBuilder().setAppId(Apps.id(project, "nobody")));

        await().untilAsserted(() -> assertThat(reader.failures)
                .anyMatch(failure -> Status.fromThrowable(failure).getCode() == Status.Code.NOT_FOUND));
    }

    private Reader watch(WatchRequest.Builder request) {
        Reader reader = new Reader();
        AppServiceGrpc.newStub(channel)
                .withDeadlineAfter(Duration.ofSeconds(60))
                .watch(request.build(), reader);
        return reader;
    }

    private static App app(WatchResponse message) {
        return switch (message.getEventCase()) {
            case CREATE_EVENT -> message.getCreateEvent().getApp();
            case UPDATE_EVENT -> message.getUpdateEvent().getUpdatedApp();
            case DELETE_EVENT -> message.getDeleteEvent().getApp();
            case EVENT_NOT_SET -> App.getDefaultInstance();
        };
    }

    private static DeploymentStatus status(App app) {
        return app.getStatus().getConditionsList().getLast().getDeploymentStatus();
    }

    private static final class Reader implements StreamObserver<WatchResponse> {
        private final Queue<WatchResponse> messages = new ConcurrentLinkedQueue<>();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

        @Override
        public void onNext(WatchResponse message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            failures.add(failure);
        }

        @Override
        public void onCompleted() {
            failures.add(new IllegalStateException("the stream has ended"));
        }
    }
}
