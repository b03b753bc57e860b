package org.flyte.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.stub.MetadataUtils;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flyte.actions.cluster.ActionIndex;
import org.flyte.actions.cluster.TrackedAction;
import org.flyte.actions.support.AuthenticatedActionsTestBase;
import org.flyte.actions.support.OwnAddress;
import org.flyte.actions.support.Requests;
import org.flyte.actions.support.Watcher;
import org.flyte.crd.TaskAction;
import org.flyte.idl.actions.AbortRequest;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.actions.ActionsServiceGrpc.ActionsServiceBlockingStub;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.core.Identity;
import org.flyte.idl.core.SecurityContext;
import org.flyte.idl.internal.FindLivePodRequest;
import org.flyte.idl.internal.FindLivePodResponse;
import org.flyte.idl.internal.LivePodServiceGrpc.LivePodServiceBlockingStub;
import org.flyte.idl.internal.RunCreator;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.testkit.TestIssuer;
import org.flyte.platform.testkit.TestTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a task pod may do with its own token: c1 is at work below the root, and c2 beside it. */
@QuarkusTest
@TestProfile(OwnAddress.class)
class PodSubtreeTest extends AuthenticatedActionsTestBase {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    KubernetesClient kubernetes;

    @Inject
    ActionIndex index;

    @GrpcClient("runs")
    LivePodServiceBlockingStub livePods;

    private final ActionKey beside = root.sibling("c2");
    private final ActionKey below = root.sibling("d1");
    private ManagedChannel plain;

    @BeforeEach
    void startTheRun() {
        plain = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        enqueueRoot();
        enqueueBelow(root, Requests.task(child));
        enqueueBelow(root, Requests.task(beside));
        cluster.setStatus(child, "RUNNING", 1, null);
        await().until(() ->
                index.find(child).map(TrackedAction::phase).equals(Optional.of(ActionPhase.ACTION_PHASE_RUNNING)));
    }

    @AfterEach
    void disconnect() {
        plain.shutdownNow();
    }

    @Test
    void enqueuesBelowItsOwnActionOnly() {
        ActionsServiceBlockingStub pod = pod();

        pod.enqueue(Requests.enqueue(Requests.task(below).setParentActionName(child.name())));
        pod.enqueue(Requests.enqueue(Requests.task(root.sibling("e1")).setParentActionName(below.name())));

        assertThat(cluster.objectOf(below)).isNotNull();
        assertFails(
                () -> pod.enqueue(
                        Requests.enqueue(Requests.task(root.sibling("x1")).setParentActionName(beside.name()))),
                Code.NOT_FOUND,
                "action c2 is not the one of this pod, c1, nor below it");
        assertFails(
                () -> pod.enqueue(
                        Requests.enqueue(Requests.task(root.sibling("x2")).setParentActionName(root.name()))),
                Code.NOT_FOUND);
        assertFails(() -> pod.enqueue(Requests.enqueue(Requests.task(root.sibling("x3")))), Code.NOT_FOUND);
        assertThat(cluster.objectOf(root.sibling("x1"))).isNull();
    }

    @Test
    void enqueuesNothingThatWouldHaveAnIdentityOfAnotherKind() {
        ActionsServiceBlockingStub pod = pod();
        Action.Builder privileged = Requests.task(below).setParentActionName(child.name());
        privileged
                .getTaskBuilder()
                .getSpecBuilder()
                .getTaskTemplateBuilder()
                .getSecurityContextBuilder()
                .getRunAsBuilder()
                .setK8SServiceAccount("root");
        EnqueueRequest ofRun = Requests.enqueue(Requests.task(below).setParentActionName(child.name())).toBuilder()
                .setRunSpec(RunSpec.newBuilder()
                        .setSecurityContext(SecurityContext.newBuilder()
                                .setRunAs(Identity.newBuilder().setK8SServiceAccount("root"))))
                .build();

        assertFails(
                () -> pod.enqueue(Requests.enqueue(privileged)),
                Code.INVALID_ARGUMENT,
                "action.task.spec.task_template.security_context.run_as.k8s_service_account");
        assertFails(
                () -> pod.enqueue(ofRun),
                Code.INVALID_ARGUMENT,
                "run_spec.security_context.run_as.k8s_service_account");
        assertThat(cluster.objectOf(below)).isNull();
    }

    @Test
    void abortsWhatIsBelowItsOwnActionOnly() {
        ActionsServiceBlockingStub pod = pod();
        pod.enqueue(Requests.enqueue(Requests.task(below).setParentActionName(child.name())));

        pod.abort(AbortRequest.newBuilder().setActionId(below.toProto()).build());
        assertFails(
                () -> pod.abort(
                        AbortRequest.newBuilder().setActionId(beside.toProto()).build()),
                Code.NOT_FOUND);
        assertFails(
                () -> pod.abort(
                        AbortRequest.newBuilder().setActionId(root.toProto()).build()),
                Code.NOT_FOUND);

        assertThat(cluster.objectOf(beside).getMetadata().getDeletionTimestamp())
                .isNull();
    }

    @Test
    void watchesItsOwnRunUntilItsAttemptEnds() {
        ActionKey foreign = Requests.newRoot();
        enqueue(Requests.task(foreign));
        Watcher own = new Watcher();
        Watcher other = new Watcher();
        ActionsServiceGrpc.ActionsServiceStub stub =
                ActionsServiceGrpc.newStub(plain).withInterceptors(token());

        stub.watchForUpdates(Requests.watch(child), own);
        stub.watchForUpdates(Requests.watch(foreign), other);

        await().until(() -> own.sentinels() > 0);
        await().until(() -> other.end != null);
        assertThat(other.end.getCode()).isEqualTo(Code.NOT_FOUND);
        cluster.setStatus(child, "SUCCEEDED", 1, null);
        await().until(() -> own.end != null);
        assertThat(own.end.getCode()).isEqualTo(Code.UNAUTHENTICATED);
    }

    @Test
    void isFoundWithWhoMadeItsRunUntilItsAttemptEnds() {
        RunCreator creator = RunCreator.newBuilder()
                .setIssuer(TestIssuer.USERS)
                .setSubject("ada")
                .addGroups("ml")
                .build();
        runs.creators.put(root.run(), creator);
        Pod pod = createPod();
        FindLivePodRequest request = FindLivePodRequest.newBuilder()
                .setNamespace(pod.getMetadata().getNamespace())
                .setName(pod.getMetadata().getName())
                .setUid(pod.getMetadata().getUid())
                .build();

        runs.available = false;
        assertFails(() -> livePods.findLivePod(request), Code.UNAVAILABLE, "runs-service unavailable");
        runs.available = true;

        assertThat(livePods.findLivePod(request))
                .isEqualTo(FindLivePodResponse.newBuilder()
                        .setAction(child.toProto())
                        .setAttempt(1)
                        .setCreator(creator)
                        .build());
        cluster.setStatus(child, "SUCCEEDED", 1, null);
        await().untilAsserted(() ->
                assertThat(livePods.findLivePod(request)).isEqualTo(FindLivePodResponse.getDefaultInstance()));
    }

    private ActionsServiceBlockingStub pod() {
        return ActionsServiceGrpc.newBlockingStub(plain)
                .withDeadlineAfter(Duration.ofSeconds(20))
                .withInterceptors(token());
    }

    private ClientInterceptor token() {
        Pod pod = createPod();
        Metadata headers = new Metadata();
        headers.put(
                AUTHORIZATION,
                "Bearer "
                        + TestTokens.current()
                                .pod(
                                        pod.getMetadata().getNamespace(),
                                        pod.getMetadata().getName(),
                                        pod.getMetadata().getUid()));
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    private Pod createPod() {
        return kubernetes.resource(podOf(cluster.objectOf(child))).create();
    }

    private Pod podOf(TaskAction owner) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(owner.getMetadata().getName() + "-1")
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(Map.of(
                        "project", child.project(),
                        "domain", child.domain(),
                        "run", child.runName(),
                        "action", child.name(),
                        "attempt", "1"))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(TaskAction.GROUP + "/" + TaskAction.VERSION)
                        .withKind(TaskAction.KIND)
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .withController(true)
                        .build())
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
    }
}
