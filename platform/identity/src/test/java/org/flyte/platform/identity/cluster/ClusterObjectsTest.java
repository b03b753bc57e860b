package org.flyte.platform.identity.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.idl.core.Identity;
import org.flyte.idl.core.K8sPod;
import org.flyte.idl.core.SecurityContext;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.identity.AuthenticationConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterObjectsTest {
    private static final String ACCOUNTS = "flyte.auth.pods.service-accounts";
    private static final String SECRETS = "flyte.auth.pods.secrets";

    private final ClusterObjects objects = objects(Map.of(
            ACCOUNTS, "shop/prod:trainer, */dev:sandbox, ml/*:*, shop/prod:arn:aws:iam::1:role/r",
            SECRETS, "shop/prod:registry"));

    @ParameterizedTest(name = "{2} in {0}/{1}: {3}")
    @CsvSource({
        "shop,prod,'',true",
        "shop,prod,trainer,true",
        "shop,dev,trainer,false",
        "other,prod,trainer,false",
        "shop,prod,Trainer,false",
        "shop,prod,default,false",
        "other,dev,sandbox,true",
        "shop,prod,sandbox,false",
        "ml,prod,anything,true"
    })
    void allowsTheListedAccountsOnly(String project, String domain, String account, boolean allowed) {
        Identity identity = Identity.newBuilder().setK8SServiceAccount(account).build();

        Optional<String> refusal = objects.refusal(project, domain, "run_as", identity);

        assertThat(refusal.isEmpty()).isEqualTo(allowed);
        refusal.ifPresent(message -> assertThat(message)
                .startsWith("run_as.k8s_service_account: ")
                .contains(project + "/" + domain, "'" + account + "'", ACCOUNTS));
    }

    @Test
    void neverAllowsTheAccountOfAService() {
        ClusterObjects any = objects(Map.of(
                ACCOUNTS,
                "*/*:*",
                "flyte.auth.issuers.services.url",
                "https://cluster.test",
                "flyte.auth.issuers.services.kind",
                "services",
                "flyte.auth.issuers.services.audience",
                "flyte-internal",
                "flyte.auth.issuers.services.service-accounts",
                "flyte/runs-service,flyte/cache-service"));

        assertThat(any.refusal("p", "d", "run_as", account("anything"))).isEmpty();
        assertThat(any.refusal("p", "d", "run_as", account("runs-service"))).isPresent();
        assertThat(any.refusal("p", "d", "t", pod("{'serviceAccountName': 'cache-service'}")))
                .isPresent();
    }

    @Test
    void allowsTheListedRolesOnly() {
        assertThat(objects.refusal("shop", "prod", "run_as", role("arn:aws:iam::1:role/r")))
                .isEmpty();
        assertThat(objects.refusal("shop", "prod", "run_as", role("arn:aws:iam::1:role/admin")))
                .hasValueSatisfying(message -> assertThat(message).startsWith("run_as.iam_role: "));
    }

    @Test
    void findsTheAccountOfATask() {
        TaskTemplate template = TaskTemplate.newBuilder()
                .setSecurityContext(SecurityContext.newBuilder()
                        .setRunAs(Identity.newBuilder().setK8SServiceAccount("root")))
                .build();

        assertThat(refusal(template)).startsWith("t.security_context.run_as.k8s_service_account: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'serviceAccountName': 'trainer', 'imagePullSecrets': [{'name': 'registry'}]}",
                "{'serviceAccountName': '', 'containers': [{'env': [{'name': 'secret', 'value': 'x'}]}]}",
                "{'volumes': [{'name': 'v', 'secret': {'secretName': 'registry', 'optional': true}}]}",
                "{'volumes': [{'name': 'v', 'configMap': {'name': 'c'}}]}",
                "{}"
            })
    void allowsPodSpecsWithListedNames(String spec) {
        assertThat(objects.refusal("shop", "prod", "t", pod(spec))).isEmpty();
        assertThat(objects.refusal("shop", "prod", "t", plugin(spec))).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'serviceAccountName': 'root'} | serviceAccountName",
                "{'serviceAccount': 'root'} | serviceAccount",
                "{'imagePullSecrets': [{'name': 'registry'}, {'name': 'theirs'}]} | imagePullSecrets",
                "{'volumes': [{'secret': {'secretName': 'theirs'}}]} | volumes.0.secret.secretName",
                "{'volumes': [{'projected': {'sources': [{'secret': {'name': 'theirs'}}]}}]}"
                        + " | volumes.0.projected.sources.0.secret",
                "{'volumes': [{'csi': {'nodePublishSecretRef': {'name': 'theirs'}}}]} | volumes.0.csi.nodePublishSecretRef",
                "{'containers': [{}, {'env': [{'valueFrom': {'secretKeyRef': {'name': 'theirs', 'key': 'k'}}}]}]}"
                        + " | containers.1.env.0.valueFrom.secretKeyRef",
                "{'initContainers': [{'envFrom': [{'secretRef': {'name': 'theirs'}}]}]} | initContainers.0.envFrom.0.secretRef"
            })
    void findsNamesInPodSpecsAndInWhatPluginsAreGiven(String spec, String field) {
        assertThat(refusal(pod(spec))).startsWith("t.k8s_pod.pod_spec." + field + ": ");
        assertThat(refusal(plugin(spec))).startsWith("t.custom.driverPod.podSpec." + field + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'sparkConf': {'spark.kubernetes.authenticate.driver.serviceAccountName': 'root'}}",
                "{'sparkConf': {'spark.kubernetes.driver.secrets.theirs': '/mnt'}}",
                "{'sparkConf': {'spark.kubernetes.executor.secretKeyRef.KEY': 'theirs:key'}}",
                "{'sparkConf': {'spark.kubernetes.container.image.pullSecrets': 'registry, theirs'}}"
            })
    void findsNamesInSettingsOfSpark(String custom) {
        assertThat(refusal(TaskTemplate.newBuilder().setCustom(json(custom)).build()))
                .startsWith("t.custom.sparkConf.spark.kubernetes.");
    }

    @Test
    void allowsEverythingWithoutAuthentication() {
        ClusterObjects open = objects(Map.of("flyte.auth.enabled", "false"));

        assertThat(open.refusal("p", "d", "t", pod("{'serviceAccountName': 'root'}")))
                .isEmpty();
        assertThat(open.refusal("p", "d", "run_as", role("admin"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trainer", "shop:trainer", "shop/prod", "shop/prod:", "/prod:x"})
    void refusesToStartWithABrokenEntry(String entry) {
        assertThatThrownBy(() -> objects(Map.of(SECRETS, entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(SECRETS);
    }

    private String refusal(TaskTemplate template) {
        return objects.refusal("shop", "prod", "t", template).orElseThrow();
    }

    private static Identity account(String name) {
        return Identity.newBuilder().setK8SServiceAccount(name).build();
    }

    private static Identity role(String role) {
        return Identity.newBuilder().setIamRole(role).build();
    }

    private static TaskTemplate pod(String spec) {
        return TaskTemplate.newBuilder()
                .setK8SPod(K8sPod.newBuilder().setPodSpec(json(spec)))
                .build();
    }

    private static TaskTemplate plugin(String spec) {
        return TaskTemplate.newBuilder()
                .setCustom(json("{'driverPod': {'podSpec': " + spec + "}}"))
                .build();
    }

    private static Struct json(String text) {
        Struct.Builder struct = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(text.replace('\'', '"'), struct);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
        return struct.build();
    }

    private static ClusterObjects objects(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("flyte.auth.enabled", "true"));
        all.putAll(settings);
        var config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(AuthenticationConfig.class)
                .withMapping(ClusterObjectsConfig.class)
                .withSources(new MapBackedConfigSource("test", all) {
                    private static final long serialVersionUID = 1L;
                })
                .build();
        return new ClusterObjects(
                config.getConfigMapping(AuthenticationConfig.class),
                config.getConfigMapping(ClusterObjectsConfig.class));
    }
}
