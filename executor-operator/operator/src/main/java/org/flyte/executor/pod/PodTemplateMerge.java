package org.flyte.executor.pod;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays the pod that a task asks for over a PodTemplate: what the task gives wins, objects and lists are merged. A pure function; see
 * docs/behaviour/pods.md.
 */
final class PodTemplateMerge {
    private static final String NAME = "name";
    private static final String RESOURCES = "resources";
    private static final String PULL_POLICY = "imagePullPolicy";

    /** Lists whose items have a key: of two with the same key only that of the task stays. */
    private static final Map<String, String> KEYS = Map.of(
            "env", NAME,
            "volumes", NAME,
            "imagePullSecrets", NAME,
            "resourceClaims", NAME,
            "volumeMounts", "mountPath",
            "volumeDevices", "devicePath",
            "hostAliases", "ip");

    /** What has no meaning when it is mixed. */
    private static final Set<String> WHOLE = Set.of(
            "command",
            "args",
            "livenessProbe",
            "readinessProbe",
            "startupProbe",
            "lifecycle",
            "nodeSelectorTerms",
            "labelSelector");

    private final KubernetesSerialization json;

    PodTemplateMerge(KubernetesSerialization json) {
        this.json = json;
    }

    RawPod over(PodTemplateSpec template, RawPod asked) {
        ObjectMeta metadata = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        return new RawPod(
                template.getSpec() == null ? asked.spec() : spec(template.getSpec(), asked),
                asked.primary(),
                over(metadata.getLabels(), asked.labels()),
                over(metadata.getAnnotations(), asked.annotations()));
    }

    private static Map<String, String> over(Map<String, String> base, Map<String, String> own) {
        Map<String, String> merged = new LinkedHashMap<>(base == null ? Map.of() : base);
        merged.putAll(own);
        return merged;
    }

    private PodSpec spec(PodSpec template, RawPod asked) {
        Map<Object, Object> base = fields(template);
        // The API server fills these in, so they are in every template; a pod of ours must end.
        base.remove("restartPolicy");
        base.remove("schedulerName", "default-scheduler");
        Map<Object, Object> own = fields(asked.spec());
        Map<Object, Object> merged = objects(base, own);
        merged.put("containers", containers(base.get("containers"), own.get("containers"), "", asked.primary()));
        merged.put("initContainers", containers(base.get("initContainers"), own.get("initContainers"), "-init", null));
        return json.convertValue(merged, PodSpec.class);
    }

    private Map<Object, Object> fields(PodSpec spec) {
        Map<?, ?> fields = json.convertValue(spec, Map.class);
        return new LinkedHashMap<>(fields);
    }

    /**
     * Each container of the task over the template's {@code default}, for the primary one also over its {@code primary}, and over that
     * of the same name; then the template's other containers.
     */
    private static List<Object> containers(Object template, Object task, String suffix, String primary) {
        Map<Object, Map<?, ?>> byName = new LinkedHashMap<>();
        items(template).forEach(container -> byName.put(container.get(NAME), withoutUsualPullPolicy(container)));
        Map<?, ?> forAll = taken(byName, "default" + suffix);
        Map<?, ?> forPrimary = taken(byName, "primary" + suffix);
        List<Object> merged = new ArrayList<>();
        for (Map<?, ?> container : items(task)) {
            Map<?, ?> base = forAll;
            if (container.get(NAME).equals(primary)) {
                base = objects(base, forPrimary);
            }
            base = objects(base, taken(byName, container.get(NAME)));
            merged.add(objects(base, container));
        }
        merged.addAll(byName.values());
        return merged;
    }

    private static Map<?, ?> taken(Map<Object, Map<?, ?>> byName, Object name) {
        Map<?, ?> container = byName.remove(name);
        return container == null ? Map.of() : container;
    }

    /** Without the pull policy that the API server fills in for such an image: it says nothing about the image of the task. */
    private static Map<?, ?> withoutUsualPullPolicy(Map<?, ?> container) {
        String image = String.valueOf(container.get("image"));
        boolean latest = image.endsWith(":latest") || image.indexOf(':', image.lastIndexOf('/') + 1) < 0;
        Map<Object, Object> without = new LinkedHashMap<>(container);
        without.remove(PULL_POLICY, latest ? "Always" : "IfNotPresent");
        return without;
    }

    private static Map<Object, Object> objects(Map<?, ?> base, Map<?, ?> own) {
        Map<Object, Object> merged = new LinkedHashMap<>(base);
        own.forEach((field, value) -> {
            if (!merged.containsKey(field)) {
                merged.put(field, value);
            } else if (!"".equals(value)) {
                merged.put(field, value(field, merged.get(field), value));
            }
        });
        return merged;
    }

    private static Object value(Object field, Object base, Object own) {
        if (WHOLE.contains(field)) {
            return own;
        }
        if (base instanceof Map<?, ?> b && own instanceof Map<?, ?> o) {
            return RESOURCES.equals(field) ? resources(b, o) : objects(b, o);
        }
        if (base instanceof List<?> b && own instanceof List<?> o) {
            return lists(b, o, KEYS.get(field));
        }
        return own;
    }

    /** A resource that the task names, as a request or a limit, is the task's alone: the template's limit does not lower its request. */
    private static Map<Object, Object> resources(Map<?, ?> base, Map<?, ?> own) {
        Map<Object, Object> merged = objects(base, own);
        for (String list : List.of("requests", "limits")) {
            Map<Object, Object> amounts = new LinkedHashMap<>(map(base.get(list)));
            amounts.keySet().removeAll(map(own.get("requests")).keySet());
            amounts.keySet().removeAll(map(own.get("limits")).keySet());
            amounts.putAll(map(own.get(list)));
            merged.put(list, amounts);
        }
        return merged;
    }

    private static List<Object> lists(List<?> base, List<?> own, String key) {
        List<Object> merged = new ArrayList<>(base);
        merged.removeIf(item -> own.stream().anyMatch(other -> isSame(item, other, key)));
        merged.addAll(own);
        return merged;
    }

    private static boolean isSame(Object one, Object other, String key) {
        return one.equals(other)
                || (key != null
                        && one instanceof Map<?, ?> a
                        && other instanceof Map<?, ?> b
                        && a.get(key) != null
                        && a.get(key).equals(b.get(key)));
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<Map<?, ?>> items(Object list) {
        List<Map<?, ?>> items = new ArrayList<>();
        if (list instanceof List<?> all) {
            all.forEach(item -> items.add((Map<?, ?>) item));
        }
        return items;
    }
}
