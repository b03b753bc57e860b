package org.flyte.executor.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserSequence;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.Map;
import org.flyte.crd.TaskAction;

/**
 * Reads the object of a watch event. The client reads each first as a tree and then by its kind; of pods and TaskActions,
 * which are almost all, this reads kind and version, with which every API server begins, and the rest at once.
 */
class WatchedObject extends JsonDeserializer<Object> {
    private static final Map<String, Class<? extends KubernetesResource>> TYPES = Map.of(
            "v1/Pod", Pod.class, TaskAction.GROUP + "/" + TaskAction.VERSION + "/" + TaskAction.KIND, TaskAction.class);

    @Override
    public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
        TokenBuffer head = new TokenBuffer(json, context);
        Class<? extends KubernetesResource> type = type(json, head);
        JsonParser whole = JsonParserSequence.createFlattened(false, head.asParser(json), json);
        whole.nextToken();
        return context.readValue(whole, type);
    }

    /** The type of the object; what was read of it is in the buffer then. */
    private static Class<? extends KubernetesResource> type(JsonParser json, TokenBuffer head) throws IOException {
        String version = null;
        String kind = null;
        head.copyCurrentEvent(json);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            head.copyCurrentEvent(json);
            boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
            head.copyCurrentEvent(json);
            if (isText && field.equals("kind")) {
                kind = json.getText();
            } else if (isText && field.equals("apiVersion")) {
                version = json.getText();
            } else {
                return KubernetesResource.class;
            }
            if (kind != null && version != null) {
                return TYPES.getOrDefault(version + "/" + kind, KubernetesResource.class);
            }
        }
        head.copyCurrentEvent(json);
        return KubernetesResource.class;
    }
}
