package org.flyte.apps.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.flyte.apps.AppServiceTestBase;
import org.flyte.apps.Apps;
import org.flyte.idl.app.App;
import org.flyte.idl.app.CreateRequest;
import org.flyte.idl.app.DeleteRequest;
import org.flyte.idl.app.Identifier;
import org.flyte.idl.app.Spec.DesiredState;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(KubernetesApi.class)
class AppLifeTest extends AppServiceTestBase {
    @Test
    void bringsAnAppToKubernetesAndSaysWhenItServes() {
        Identifier id = Apps.id(project, "hello");

        App created = create(Apps.app(id, "image:1"));

        assertThat(created.getMetadata().getRevision()).isEqualTo(1);
        assertThat(created.getStatus().getConditions(0).getDeploymentStatus())
                .isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_PENDING);
        assertThat(created.getStatus().getIngress().getPublicUrl())
                .isEqualTo("https://hello-%s-development.apps.example.org".formatted(project));
        serve(id);
        await().untilAsserted(() ->
                assertThat(present(id).getDeploymentStatus()).isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE));
        assertThat(get(id).getStatus().getCurrentReplicas()).isEqualTo(1);
        assertThat(service(id)).isNotNull();
        assertThat(deployment(id)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getCommand())
                .contains("s3://flyte/app-data/%s/development/hello".formatted(project));
    }

    @Test
    void updatesByRevision() {
        Identifier id = Apps.id(project, "hello");
        App first = create(Apps.app(id, "image:1"));
        serve(id);

        App second = update(first.toBuilder().setSpec(Apps.spec("image:2")).build());

        assertThat(second.getMetadata().getRevision()).isEqualTo(2);
        assertThat(second.getStatus().getConditionsList().getLast().getDeploymentStatus())
                .isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_DEPLOYING);
        await().untilAsserted(() -> assertThat(image(id)).isEqualTo("image:2"));
        assertThat(update(second).getMetadata().getRevision())
                .as("the same spec makes no revision")
                .isEqualTo(2);
        assertRefused(
                () -> update(first.toBuilder().setSpec(Apps.spec("image:3")).build()),
                Status.Code.ABORTED,
                "has revision 2, the update is of revision 1");
        assertThat(image(id)).isEqualTo("image:2");
    }

    @Test
    void createsTheSameAppOnceAndRefusesAnotherOfItsName() {
        Identifier id = Apps.id(project, "hello");
        create(Apps.app(id, "image:1"));

        assertThat(create(Apps.app(id, "image:1")).getMetadata().getRevision()).isEqualTo(1);
        assertRefused(
                () -> create(Apps.app(id, "image:2")),
                Status.Code.ALREADY_EXISTS,
                "exists with another spec: update it");
    }

    @Test
    void stopsAndStartsWithoutNewPods() {
        Identifier id = Apps.id(project, "hello");
        App app = create(Apps.app(id, "image:1"));
        serve(id);
        var template = deployment(id).getSpec().getTemplate();

        App stopped = update(Apps.with(app, DesiredState.DESIRED_STATE_STOPPED));

        await().untilAsserted(
                        () -> assertThat(deployment(id).getSpec().getReplicas()).isZero());
        await().untilAsserted(() ->
                assertThat(present(id).getDeploymentStatus()).isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_STOPPED));
        update(Apps.with(stopped, DesiredState.DESIRED_STATE_STARTED));
        await().untilAsserted(
                        () -> assertThat(deployment(id).getSpec().getReplicas()).isEqualTo(1));
        assertThat(deployment(id).getSpec().getTemplate()).isEqualTo(template);
        serve(id);
        await().untilAsserted(() ->
                assertThat(present(id).getDeploymentStatus()).isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_ACTIVE));
    }

    @Test
    void deletesTheAppWithItsObjectsAndCountsOnWhenItComesBack() {
        Identifier id = Apps.id(project, "hello");
        create(Apps.app(id, "image:1"));
        serve(id);

        delete(id);

        assertRefused(() -> get(id), Status.Code.NOT_FOUND, "does not exist");
        await().untilAsserted(() -> {
            assertThat(deployment(id)).isNull();
            assertThat(service(id)).isNull();
        });
        delete(id);
        App again = create(Apps.app(id, "image:2"));
        assertThat(again.getMetadata().getRevision()).isIn(1L, 2L);
        await().untilAsserted(() -> assertThat(deployment(id)).isNotNull());
    }

    @Test
    void removesWhatNoRowAsksFor() {
        Identifier id = Apps.id(project, "ghost");
        create(Apps.app(id, "image:1"));
        serve(id);
        var left = deployment(id);
        delete(id);
        await().untilAsserted(() -> assertThat(deployment(id)).isNull());

        left.getMetadata().setResourceVersion(null);
        left.getMetadata().setUid(null);
        cluster.resource(left).inNamespace(KubernetesApi.NAMESPACE).create();

        await().untilAsserted(() -> assertThat(deployment(id)).isNull());
    }

    @Test
    void leavesAnObjectOfSomebodyElseAlone() {
        Identifier id = Apps.id(project, "taken");
        cluster.services()
                .inNamespace(KubernetesApi.NAMESPACE)
                .resource(new io.fabric8.kubernetes.api.model.ServiceBuilder()
                        .withNewMetadata()
                        .withName("taken-%s-development".formatted(project))
                        .endMetadata()
                        .build())
                .create();

        create(Apps.app(id, "image:1"));

        await().untilAsserted(() -> assertThat(present(id).getMessage()).contains("is not of this app"));
        assertThat(present(id).getDeploymentStatus()).isEqualTo(DeploymentStatus.DEPLOYMENT_STATUS_FAILED);
        delete(id);
        assertThat(service(id)).isNotNull();
    }

    @Test
    void keepsAnOlderRevisionFromReplacingANewerOne() {
        Identifier id = Apps.id(project, "hello");
        create(Apps.app(id, "image:1"));
        serve(id);
        cluster.apps()
                .deployments()
                .inNamespace(KubernetesApi.NAMESPACE)
                .withName(deployment(id).getMetadata().getName())
                .edit(deployment -> {
                    deployment.getMetadata().getAnnotations().put("flyte.org/app-revision", "7");
                    deployment.getMetadata().getAnnotations().put("flyte.org/app-digest", "of another replica");
                    return deployment;
                });

        apps().create(CreateRequest.newBuilder().setApp(Apps.app(id, "image:1")).build());

        await().during(java.time.Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(deployment(id).getMetadata().getAnnotations())
                        .containsEntry("flyte.org/app-revision", "7"));
    }

    private void delete(Identifier id) {
        var unused = apps().delete(DeleteRequest.newBuilder().setAppId(id).build());
    }

    private String image(Identifier id) {
        return deployment(id)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private Service service(Identifier id) {
        return cluster.services()
                .inNamespace(KubernetesApi.NAMESPACE)
                .withName("%s-%s-development".formatted(id.getName(), project))
                .get();
    }
}
