package org.flyte.apps.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.grpc.Status;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flyte.apps.AppKey;
import org.flyte.apps.AppServiceTestBase;
import org.flyte.apps.Apps;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;
import org.flyte.idl.app.AppLogsServiceGrpc.AppLogsServiceBlockingStub;
import org.flyte.idl.app.Identifier;
import org.flyte.idl.app.LogLines;
import org.flyte.idl.app.ReplicaIdentifier;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.TailLogsRequest;
import org.flyte.idl.app.TailLogsResponse;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.idl.logs.dataplane.LogsSource;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(KubernetesApi.class)
class TailAppLogsTest extends AppServiceTestBase {
    @GrpcClient("self")
    AppLogsServiceBlockingStub logs;

    @Inject
    FakeLogs source;

    @Test
    void sendsTheLinesOfAllReplicas() {
        Identifier id = Apps.id(project, "hello");
        create(Apps.app(id, "image:1"));
        pod(id, "one-" + project, "2026-01-01T00:00:00.5Z first\nno time\n");
        pod(id, "two-" + project, "2026-01-01T00:00:01Z " + "x".repeat(70_000) + "\n");
        pod(id, "three-" + project, null);
        pod(Apps.id(project, "other"), "other-" + project, "2026-01-01T00:00:01Z not for you\n");

        List<TailLogsResponse> messages = tail(TailLogsRequest.newBuilder().setAppId(id));

        assertThat(messages.getFirst().getReplicas().getReplicasList())
                .extracting(ReplicaIdentifier::getName)
                .containsExactlyInAnyOrder("one-" + project, "two-" + project, "three-" + project);
        assertThat(lines(messages, "one-" + project))
                .extracting(LogLine::getMessage)
                .containsExactly("first\n", "no time\n");
        assertThat(lines(messages, "one-" + project).getFirst().getTimestamp().getNanos())
                .isEqualTo(500_000_000);
        assertThat(String.join(
                        "",
                        lines(messages, "two-" + project).stream()
                                .map(LogLine::getMessage)
                                .toList()))
                .hasSizeGreaterThanOrEqualTo(70_000);
        assertThat(messages.toString()).doesNotContain("not for you");
    }

    @Test
    void sendsThoseOfOneReplicaOfTheAppOnly() {
        Identifier id = Apps.id(project, "hello");
        create(Apps.app(id, "image:1"));
        pod(id, "one-" + project, "2026-01-01T00:00:00Z first\n");
        pod(Apps.id(project, "other"), "other-" + project, "2026-01-01T00:00:01Z not for you\n");

        assertThat(lines(tail(replica(id, "one-" + project)), "one-" + project)).hasSize(1);
        assertRefused(
                () -> tail(replica(id, "other-" + project)), Status.Code.NOT_FOUND, "has no replica of that name");
    }

    @Test
    void saysThatThereIsNothingToReadYet() {
        Identifier id = Apps.id(project, "hello");
        TailLogsRequest.Builder request = TailLogsRequest.newBuilder().setAppId(id);
        assertRefused(() -> tail(request), Status.Code.NOT_FOUND, "does not exist");
        create(Apps.app(id, "image:1"));
        assertRefused(() -> tail(request), Status.Code.NOT_FOUND, "has no replicas now");
        pod(id, "one-" + project, null);
        assertRefused(() -> tail(request), Status.Code.NOT_FOUND, "has no log yet");
        assertRefused(
                () -> tail(request.setSource(LogsSource.PERSISTED_ONLY)),
                Status.Code.UNIMPLEMENTED,
                "logs of apps are not stored");
        assertRefused(() -> tail(TailLogsRequest.newBuilder()), Status.Code.INVALID_ARGUMENT, "is required");
    }

    private List<TailLogsResponse> tail(TailLogsRequest.Builder request) {
        List<TailLogsResponse> messages = new ArrayList<>();
        logs.withDeadlineAfter(Duration.ofSeconds(20)).tailLogs(request.build()).forEachRemaining(messages::add);
        return messages;
    }

    private static List<LogLine> lines(List<TailLogsResponse> messages, String pod) {
        return messages.stream()
                .flatMap(message -> message.getBatches().getLogsList().stream())
                .filter(batch -> batch.getReplicaId().getName().equals(pod))
                .map(LogLines::getStructuredLinesList)
                .flatMap(List::stream)
                .toList();
    }

    private static TailLogsRequest.Builder replica(Identifier id, String pod) {
        return TailLogsRequest.newBuilder()
                .setReplicaId(ReplicaIdentifier.newBuilder().setAppId(id).setName(pod));
    }

    private void pod(Identifier id, String name, String log) {
        AppDefinition app = AppDefinition.of(AppKey.of(id), 1, Spec.getDefaultInstance());
        if (log != null) {
            source.put(name, log);
        }
        cluster.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(KubernetesApi.NAMESPACE)
                        .withLabels(AppLabels.of(app))
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("queue-proxy")
                        .endContainer()
                        .addNewContainer()
                        .withName("app")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }
}
