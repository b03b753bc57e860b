package org.flyte.executor.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionStatus;
import org.flyte.executor.Actions;
import org.junit.jupiter.api.Test;

class LeanObjectsTest {
    private static final String MANAGED = """
            "managedFields":[{"manager":"kubelet","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1",
             "fieldsV1":{"f:status":{"f:phase":{}}}}],""";
    private static final String POD = """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"x","uid":"u","resourceVersion":"7",%s
             "annotations":{"a":"b"}},"spec":{"containers":[{"name":"primary","image":"i","resources":{"limits":
             {"cpu":"1"}}}],"unheardOf":{"a":[1]}},"status":{"phase":"Running","conditions":[{"type":"Ready",
             "status":"True"}],"containerStatuses":[{"name":"primary","state":{"running":{"startedAt":"t"}}}]}}""";

    private final CountedNodes nodes = new CountedNodes();
    private final KubernetesSerialization lean = lean(nodes);
    private final KubernetesSerialization plain = new KubernetesSerialization();

    @Test
    void readsAWatchedPodAsTheClientDoesWithoutAnyTree() {
        WatchEvent event = lean.unmarshal(event("MODIFIED", POD.formatted(MANAGED)), WatchEvent.class);

        assertThat(event.getType()).isEqualTo("MODIFIED");
        assertThat(event.getObject()).isInstanceOf(Pod.class);
        assertThat(nodes.count).isZero();
        assertThat(event.getObject())
                .isEqualTo(plain.unmarshal(event("MODIFIED", POD.formatted("")), WatchEvent.class)
                        .getObject());
    }

    @Test
    void readsAWatchedTaskActionAsTheClientDoes() {
        TaskAction action = Actions.action("flyte", "/store", Actions.template().build());
        action.setStatus(new TaskActionStatus());
        action.getStatus().phase = "RUNNING";
        String json = plain.asJson(action);

        TaskAction read = (TaskAction)
                lean.unmarshal(event("ADDED", json), WatchEvent.class).getObject();

        assertThat(nodes.count).isZero();
        assertThat(plain.asJson(read)).isEqualTo(json);
        assertThat(read.getSpec().taskTemplate).isEqualTo(action.getSpec().taskTemplate);
    }

    @Test
    void readsOtherObjectsAndOrdersAsTheClientDoes() {
        String late = POD.formatted("").replace("\"kind\":\"Pod\",", "");
        late = late.substring(0, late.length() - 1) + ",\"kind\":\"Pod\"}";
        assertThat(read(late)).isEqualTo(plain.unmarshal(POD.formatted(""), Pod.class));
        assertThat(read("{\"kind\":\"Lease\",\"apiVersion\":\"coordination.k8s.io/v1\",\"metadata\":{\"name\":\"l\"}}"))
                .isInstanceOfSatisfying(
                        Lease.class,
                        lease -> assertThat(lease.getMetadata().getName()).isEqualTo("l"));
        assertThat(read("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"code\":410}"))
                .isInstanceOfSatisfying(
                        Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
        assertThat(read("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"9\"}}"))
                .as("a bookmark")
                .isInstanceOfSatisfying(
                        Pod.class,
                        pod -> assertThat(pod.getMetadata().getResourceVersion())
                                .isEqualTo("9"));
        assertThat(read("{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}")).isInstanceOf(Pod.class);
    }

    @Test
    void readsTheTypeAfterTheObjectToo() {
        WatchEvent event =
                lean.unmarshal("{\"object\":" + POD.formatted(MANAGED) + ",\"type\":\"DELETED\"}", WatchEvent.class);

        assertThat(event.getType()).isEqualTo("DELETED");
        assertThat(event.getObject()).isInstanceOf(Pod.class);
    }

    @Test
    void neverReadsManagedFieldsButWritesThem() {
        assertThat(lean.unmarshal(POD.formatted(MANAGED), Pod.class)
                        .getMetadata()
                        .getManagedFields())
                .isEmpty();
        assertThat(lean.asJson(new ObjectMetaBuilder()
                        .addNewManagedField()
                        .withManager("m")
                        .endManagedField()
                        .build()))
                .contains("managedFields");
    }

    private Object read(String object) {
        return lean.unmarshal(event("ADDED", object), WatchEvent.class).getObject();
    }

    private static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    private static KubernetesSerialization lean(JsonNodeFactory nodes) {
        ObjectMapper mapper = new ObjectMapper();
        mapper.setNodeFactory(nodes);
        new LeanObjects().customize(mapper);
        KubernetesSerialization serialization = new KubernetesSerialization(mapper, true);
        serialization.registerKubernetesResource(TaskAction.class);
        return serialization;
    }

    /** Counts what is read as a tree. */
    private static final class CountedNodes extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;

        private int count;

        @Override
        public ObjectNode objectNode() {
            count++;
            return super.objectNode();
        }
    }
}
