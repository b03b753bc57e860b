package org.flyte.platform.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patch (RFC 7386): null removes a member, arrays are replaced whole. */
record MergePatch(JsonNode patch) {
    JsonNode applyTo(JsonNode target) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : changes.objectNode();
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                result.remove(change.getKey());
            } else {
                result.set(change.getKey(), new MergePatch(change.getValue()).applyTo(result.get(change.getKey())));
            }
        });
        return result;
    }
}
