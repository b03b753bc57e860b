package org.flyte.executor.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The credentials of several image pull secrets in one Docker configuration. */
record DockerConfig(ObjectNode auths) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of two entries for one registry the first is taken; what is no Docker configuration is left out. */
    static DockerConfig merge(List<byte[]> configs) {
        ObjectNode auths = JSON.createObjectNode();
        for (byte[] config : configs) {
            parse(config).properties().forEach(entry -> auths.putIfAbsent(entry.getKey(), entry.getValue()));
        }
        return new DockerConfig(auths);
    }

    boolean isEmpty() {
        return auths.isEmpty();
    }

    byte[] toBytes() {
        ObjectNode root = JSON.createObjectNode();
        root.set("auths", auths);
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode parse(byte[] config) {
        try {
            return JSON.readTree(config).path("auths");
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
