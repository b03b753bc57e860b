package org.flyte.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.flyte.actions.support.TestConfig;
import org.flyte.crd.TaskAction;
import org.flyte.platform.embedded.EmbeddedKubernetesApi;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.model.RunKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The requests that the store makes, counted; no informer fills the index. */
class TaskActionStoreTest {
    private static final String NAMESPACE = "flyte";
    private static final ActionKey ROOT = new RunKey("p", "d", "r").root();

    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private volatile MockResponse answer;
    private final EmbeddedKubernetesApi api = new EmbeddedKubernetesApi(0, request -> {
        requests.add(request);
        return Optional.ofNullable(answer);
    });
    private final KubernetesClient client = api.client();
    private final ActionIndex index = new ActionIndex(Clock.systemUTC());
    private final TaskActionStore store =
            new TaskActionStore(client, TestConfig.kubernetes(NAMESPACE, NAMESPACE), index);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void readsAParentOnceForABurstOfChildren() {
        createDirectly();
        requests.clear();

        CompletableFuture<?>[] reads = IntStream.range(0, 200)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> assertThat(store.readTracked(ROOT)).isPresent()))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(reads).join();

        assertThat(requests).hasSize(1);
        assertThat(index.find(ROOT)).isPresent();
    }

    @Test
    void readsAParentAgainThatItDidNotFind() {
        assertThat(store.readTracked(ROOT)).isEmpty();
        createDirectly();

        assertThat(store.readTracked(ROOT)).isPresent();
    }

    @Test
    void needsNoReadOfAParentThatItHasCreated() {
        store.create(object());
        requests.clear();

        assertThat(store.readTracked(ROOT)).isPresent();
        assertThat(requests).isEmpty();
    }

    @Test
    void asksForTheMetadataOfACreatedObjectOnly() {
        store.create(object());

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.getMethod()).isEqualTo("POST");
            assertThat(request.getHeader("Accept"))
                    .isEqualTo("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json");
        });
        assertThat(index.find(ROOT).orElseThrow().uid())
                .isNotEmpty()
                .isEqualTo(named().getMetadata().getUid());
        assertThat(named().getSpec().actionName).isEqualTo(ActionKey.ROOT);
    }

    @Test
    void readsAnAnswerOfMetadataOnly() {
        answer(201, """
                {"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"n","uid":"u-1",
                 "resourceVersion":"7","generation":1,"creationTimestamp":"2026-11-24T12:00:00Z",
                 "managedFields":[{"manager":"m","fieldsV1":{"f:spec":{}}}]}}
                """);

        store.create(object());

        TrackedAction created = index.find(ROOT).orElseThrow();
        assertThat(created.uid()).isEqualTo("u-1");
        assertThat(created.created()).hasToString("2026-11-24T12:00:00Z");
    }

    @Test
    void takesAnObjectOfTheSameNameForTheSameAction() {
        createDirectly();

        store.create(object());

        assertThat(named()).isNotNull();
    }

    @Test
    void namesTheReasonOfARefusal() {
        answer(422, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":422,\"message\":\"labels: Invalid value\"}");
        assertThatThrownBy(() -> store.create(object()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("labels: Invalid value");

        answer(403, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":403,\"message\":\"exceeded quota: small\"}");
        assertThatThrownBy(() -> store.create(object())).isInstanceOf(Exhausted.class);

        answer(404, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":404,\"message\":\"no namespace flyte\"}");
        assertThatThrownBy(() -> store.create(object()))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("no namespace flyte");
    }

    @Test
    void createsTheMissingNamespaceOfAProjectAndDomain() {
        List<String> posts = new CopyOnWriteArrayList<>();
        try (EmbeddedKubernetesApi own = new EmbeddedKubernetesApi(0, request -> {
                    if (!request.getMethod().equals("POST")) {
                        return Optional.empty();
                    }
                    posts.add(request.getPath());
                    return posts.size() == 1
                            ? Optional.of(status(404, "namespaces \"p-d\" not found"))
                            : Optional.empty();
                });
                KubernetesClient other = own.client()) {
            TaskActionStore byProject =
                    new TaskActionStore(other, TestConfig.kubernetes(NAMESPACE, "{project}-{domain}"), index);

            byProject.create(object());

            assertThat(posts)
                    .containsExactly(
                            "/apis/flyte.org/v1/namespaces/p-d/taskactions",
                            "/api/v1/namespaces",
                            "/apis/flyte.org/v1/namespaces/p-d/taskactions");
            assertThat(index.find(ROOT).orElseThrow().resource())
                    .isEqualTo(new ObjectName("p-d", TaskActionStore.resourceName(ROOT)));
            assertThat(byProject.delete(byProject.nameOf(ROOT))).isTrue();
        }
    }

    @Test
    void isUnavailableWhenAProxyAnswersInPlaceOfKubernetes() {
        answer(502, "<html>bad gateway</html>");

        assertThatThrownBy(() -> store.create(object())).isInstanceOf(Unavailable.class);
    }

    @Test
    void isUnavailableWithoutKubernetes() {
        api.close();

        assertThatThrownBy(() -> store.create(object())).isInstanceOf(Unavailable.class);
    }

    private void answer(int code, String body) {
        answer = response(code, body);
    }

    private static MockResponse status(int code, String message) {
        String quoted = message.replace("\"", "\\\"");
        return response(
                code,
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":%d,\"message\":\"%s\"}".formatted(code, quoted));
    }

    private static MockResponse response(int code, String body) {
        return new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(body);
    }

    private void createDirectly() {
        client.resources(TaskAction.class)
                .inNamespace(NAMESPACE)
                .resource(object())
                .create();
    }

    private TaskAction named() {
        return client.resources(TaskAction.class)
                .inNamespace(NAMESPACE)
                .withName(TaskActionStore.resourceName(ROOT))
                .get();
    }

    private static TaskAction object() {
        TaskAction object = new TaskAction();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(TaskActionStore.resourceName(ROOT))
                .build());
        object.getSpec().project = ROOT.project();
        object.getSpec().domain = ROOT.domain();
        object.getSpec().runName = ROOT.runName();
        object.getSpec().actionName = ROOT.name();
        return object;
    }
}
