package org.flyte.apps.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.flyte.apps.AppServiceTestBase;
import org.flyte.apps.Apps;
import org.flyte.idl.app.App;
import org.flyte.idl.app.GetRequest;
import org.flyte.idl.app.Identifier;
import org.flyte.idl.app.Ingress;
import org.flyte.idl.app.LeaseRequest;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.UpdateStatusRequest;
import org.flyte.idl.common.ClusterIdentifier;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(KubernetesApi.class)
class RefusedAppsTest extends AppServiceTestBase {
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/org/flyte/apps/refused-specs.csv", numLinesToSkip = 1, delimiter = '|')
    void refusesByTheNameOfTheField(String json, String message) throws Exception {
        Spec.Builder merged = Spec.newBuilder();
        JsonFormat.parser().merge(json, merged);
        Spec spec = Apps.spec("image:1").toBuilder().mergeFrom(merged.build()).build();
        Identifier id = Apps.id(project, "hello");

        assertRefused(
                () -> create(App.newBuilder()
                        .setMetadata(Apps.app(id, "image:1").getMetadata())
                        .setSpec(spec)
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                message);
        assertRefused(() -> get(id), Status.Code.NOT_FOUND, "does not exist");
        assertThat(deployment(id)).isNull();
    }

    @Test
    void refusesNamesThatAreNone() {
        assertRefused(
                () -> create(Apps.app(Apps.id(project, "-hello"), "image:1")),
                Status.Code.INVALID_ARGUMENT,
                "app.metadata.id.name must consist of letters");
        assertRefused(
                () -> create(Apps.app(Apps.id("a/b", "hello"), "image:1")),
                Status.Code.INVALID_ARGUMENT,
                "app.metadata.id.project must consist of letters");
        assertRefused(
                () -> create(Apps.app(Apps.id(project, "x".repeat(31)), "image:1")),
                Status.Code.INVALID_ARGUMENT,
                "at most 30 are allowed");
    }

    @Test
    void refusesWhatIsForClustersThatFetchTheirApps() {
        App app = Apps.app(Apps.id(project, "hello"), "image:1");
        assertRefused(
                () -> apps().updateStatus(
                                UpdateStatusRequest.newBuilder().setApp(app).build()),
                Status.Code.UNIMPLEMENTED,
                "it runs apps itself");
        assertRefused(
                () -> apps().lease(LeaseRequest.newBuilder()
                                .setId(ClusterIdentifier.newBuilder().setName("one"))
                                .build())
                        .hasNext(),
                Status.Code.UNIMPLEMENTED,
                "it runs apps itself");
        assertRefused(
                () -> apps().get(GetRequest.newBuilder()
                        .setIngress(Ingress.newBuilder().setPublicUrl("https://one.example.org"))
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                "name the app by app_id");
    }

    @Test
    void updatesNoAppThatDoesNotExist() {
        assertRefused(
                () -> update(Apps.app(Apps.id(project, "hello"), "image:1")),
                Status.Code.NOT_FOUND,
                "hello does not exist");
    }
}
