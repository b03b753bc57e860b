package org.flyte.platform.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says which kinds of a group the embedded API has: of Kubernetes itself some, and those of the CRDs that were created in it. */
record ApiDiscovery(String crds) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PATH = Pattern.compile("/apis/(?<group>[^/?]+)/(?<version>[^/?]+)");

    /** By group and version: the names of resources and their kinds. */
    private static final Map<String, Map<String, String>> OWN = Map.of(
            "apps/v1", Map.of("deployments", "Deployment"), "batch/v1", Map.of("jobs", "Job", "cronjobs", "CronJob"));

    /** Address of all CRDs. */
    static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    /** Whether a request asks for the kinds of a group. */
    static boolean isAsked(String method, String path) {
        return method.equals("GET") && PATH.matcher(path).matches();
    }

    /** The list of resources; empty when the API does not have the group in that version. */
    Optional<String> resources(String path) {
        Matcher asked = PATH.matcher(path);
        if (!asked.matches()) {
            return Optional.empty();
        }
        String groupVersion = asked.group("group") + "/" + asked.group("version");
        ObjectNode list = JSON.createObjectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", groupVersion);
        ArrayNode resources = list.putArray("resources");
        OWN.getOrDefault(groupVersion, Map.of()).forEach((plural, kind) -> add(resources, plural, kind));
        for (JsonNode crd : parsed(crds).path("items")) {
            JsonNode spec = crd.path("spec");
            if (spec.path("group").asText().equals(asked.group("group")) && serves(spec, asked.group("version"))) {
                JsonNode names = spec.path("names");
                add(resources, names.path("plural").asText(), names.path("kind").asText());
            }
        }
        return resources.isEmpty() ? Optional.empty() : Optional.of(list.toString());
    }

    private static boolean serves(JsonNode spec, String version) {
        for (JsonNode served : spec.path("versions")) {
            if (served.path("name").asText().equals(version)
                    && served.path("served").asBoolean(true)) {
                return true;
            }
        }
        return false;
    }

    private static void add(ArrayNode resources, String plural, String kind) {
        resources
                .addObject()
                .put("name", plural)
                .put("singularName", "")
                .put("namespaced", true)
                .put("kind", kind)
                .putArray("verbs");
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json == null || json.isEmpty() ? "{}" : json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
