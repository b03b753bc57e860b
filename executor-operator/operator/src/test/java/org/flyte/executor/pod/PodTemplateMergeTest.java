package org.flyte.executor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodTemplateMergeTest {
    private final KubernetesSerialization json = new KubernetesSerialization();
    private final PodTemplateMerge merge = new PodTemplateMerge(json);

    private static final String TASK = """
            containers:
            - name: main
              image: task:1
              args: [a0]
              env: [{name: A, value: task}]
              resources: {requests: {memory: 4Gi}}
            - name: helper
              image: helper:1
            volumes: [{name: data, emptyDir: {}}]
            """;

    private String merged(String template, String task) {
        PodTemplateSpec base = new PodTemplateSpec(null, json.unmarshal(template, PodSpec.class));
        RawPod asked = new RawPod(json.unmarshal(task, PodSpec.class), "main", Map.of(), Map.of());
        return json.asYaml(merge.over(base, asked).spec());
    }

    private String yaml(String spec) {
        return json.asYaml(json.unmarshal(spec, PodSpec.class));
    }

    @Test
    void laysContainersOverDefaultAndPrimaryAndTheirNames() {
        String template = """
                containers:
                - name: default
                  image: any:1
                  env: [{name: A, value: default}, {name: B, value: default}, {name: C, value: default}]
                - name: primary
                  image: any:1
                  env: [{name: B, value: primary}]
                  workingDir: /work
                - name: helper
                  image: any:1
                  tty: true
                - name: proxy
                  image: proxy:1
                initContainers:
                - name: default-init
                  image: any:1
                - name: wait
                  image: wait:1
                """;

        assertThat(merged(template, TASK)).isEqualTo(yaml("""
                containers:
                - name: main
                  image: task:1
                  args: [a0]
                  env: [{name: C, value: default}, {name: B, value: primary}, {name: A, value: task}]
                  resources: {requests: {memory: 4Gi}}
                  workingDir: /work
                - name: helper
                  image: helper:1
                  env: [{name: A, value: default}, {name: B, value: default}, {name: C, value: default}]
                  tty: true
                - name: proxy
                  image: proxy:1
                initContainers:
                - name: wait
                  image: wait:1
                volumes: [{name: data, emptyDir: {}}]
                """));
    }

    @Test
    void mergesListsByTheKeyOfTheirItems() {
        String template = """
                containers: []
                volumes: [{name: data, hostPath: {path: /data}}, {name: more, emptyDir: {medium: Memory}}]
                tolerations: [{key: gpu, operator: Exists}]
                imagePullSecrets: [{name: registry}]
                """;
        String task = TASK + """
                tolerations: [{key: gpu, operator: Exists}, {key: spot, operator: Exists}]
                imagePullSecrets: [{name: registry}, {name: other}]
                """;

        PodSpec spec = json.unmarshal(merged(template, task), PodSpec.class);

        assertThat(json.asYaml(spec.getVolumes()))
                .isEqualTo(json.asYaml(json.unmarshal(
                                "containers: []\nvolumes: [{name: more, emptyDir: {medium: Memory}}, {name: data, emptyDir: {}}]",
                                PodSpec.class)
                        .getVolumes()));
        assertThat(spec.getTolerations()).hasSize(2);
        assertThat(spec.getImagePullSecrets()).hasSize(2);
    }

    @Test
    void keepsWhatTheTaskSaysAndFillsInTheRest() {
        String template = """
                containers: []
                hostNetwork: true
                priorityClassName: batch
                securityContext: {runAsUser: 1000, fsGroup: 2000}
                dnsConfig: {searches: [svc.local]}
                nodeSelector: {pool: batch, zone: a}
                """;
        String task = TASK + """
                hostNetwork: false
                securityContext: {runAsUser: 0}
                nodeSelector: {zone: b}
                """;

        PodSpec spec = json.unmarshal(merged(template, task), PodSpec.class);

        assertThat(spec.getHostNetwork()).isFalse();
        assertThat(spec.getPriorityClassName()).isEqualTo("batch");
        assertThat(spec.getSecurityContext().getRunAsUser()).isZero();
        assertThat(spec.getSecurityContext().getFsGroup()).isEqualTo(2000);
        assertThat(spec.getDnsConfig().getSearches()).containsExactly("svc.local");
        assertThat(spec.getNodeSelector()).containsExactlyInAnyOrderEntriesOf(Map.of("pool", "batch", "zone", "b"));
    }

    /** Alternatives of the template beside those of the task would let the pod run where neither wants it. */
    @Test
    void neverMixesAlternativesOfNodes() {
        String affinity = """
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms: [{matchExpressions: [{key: %s, operator: Exists}]}]
                """;

        PodSpec spec = json.unmarshal(
                merged("containers: []\n" + affinity.formatted("template"), TASK + affinity.formatted("task")),
                PodSpec.class);

        assertThat(spec.getAffinity()
                        .getNodeAffinity()
                        .getRequiredDuringSchedulingIgnoredDuringExecution()
                        .getNodeSelectorTerms())
                .singleElement()
                .satisfies(
                        term -> assertThat(term.getMatchExpressions().getFirst().getKey())
                                .isEqualTo("task"));
    }

    @Test
    void lowersNoRequestOfTheTaskToALimitOfTheTemplate() {
        String template = """
                containers:
                - name: default
                  image: any:1
                  resources: {limits: {memory: 2Gi, cpu: "1"}, requests: {memory: 1Gi}}
                """;

        PodSpec spec = json.unmarshal(merged(template, TASK), PodSpec.class);

        assertThat(json.asYaml(spec.getContainers().getFirst().getResources())).isEqualTo("""
                ---
                limits:
                  cpu: "1"
                requests:
                  memory: "4Gi"
                """);
        assertThat(spec.getContainers().getLast().getResources().getLimits()).containsKey("memory");
    }

    /** The API server fills these in for every PodTemplate. */
    @Test
    void ignoresWhatKubernetesFillsIn() {
        String template = """
                containers:
                - {name: default, image: "any:1", imagePullPolicy: IfNotPresent}
                - {name: primary, image: "registry:5000/any", imagePullPolicy: Always}
                restartPolicy: Always
                schedulerName: default-scheduler
                """;

        PodSpec spec = json.unmarshal(merged(template, TASK), PodSpec.class);

        assertThat(spec.getRestartPolicy()).isNull();
        assertThat(spec.getSchedulerName()).isNull();
        assertThat(spec.getContainers())
                .allSatisfy(
                        container -> assertThat(container.getImagePullPolicy()).isNull());
        String chosen = template.replace("IfNotPresent", "Never").replace("default-scheduler", "mine");
        assertThat(json.unmarshal(merged(chosen, TASK), PodSpec.class).getSchedulerName())
                .isEqualTo("mine");
        assertThat(json.unmarshal(merged(chosen, TASK), PodSpec.class)
                        .getContainers()
                        .getLast()
                        .getImagePullPolicy())
                .isEqualTo("Never");
    }

    @Test
    void mergesLabelsAndAnnotations() {
        PodTemplateSpec base =
                json.unmarshal("metadata: {labels: {a: t, b: t}, annotations: {c: t}}", PodTemplateSpec.class);
        RawPod asked = new RawPod(json.unmarshal(TASK, PodSpec.class), "main", Map.of("b", "own"), Map.of());

        RawPod merged = merge.over(base, asked);

        assertThat(merged.labels()).containsExactlyInAnyOrderEntriesOf(Map.of("a", "t", "b", "own"));
        assertThat(merged.annotations()).containsExactly(Map.entry("c", "t"));
        assertThat(List.of(merged.spec(), merged.primary())).isEqualTo(List.of(asked.spec(), "main"));
    }
}
