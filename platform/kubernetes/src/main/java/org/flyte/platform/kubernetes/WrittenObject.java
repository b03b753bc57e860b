package org.flyte.platform.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** What the API server has assigned to an object that was created or changed. */
public record WrittenObject(String uid, String resourceVersion, String creationTimestamp) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Reads an answer, of the metadata alone or of the whole object. */
    static WrittenObject parse(byte[] answer) throws IOException {
        try (JsonParser json = JSON.createParser(answer)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("metadata")) {
                    return metadata(json);
                }
                json.skipChildren();
            }
        }
        throw new IOException("the answer has no metadata");
    }

    private static WrittenObject metadata(JsonParser json) throws IOException {
        String uid = null;
        String version = null;
        String created = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "uid" -> uid = json.getText();
                case "resourceVersion" -> version = json.getText();
                case "creationTimestamp" -> created = json.getText();
                default -> json.skipChildren();
            }
        }
        return new WrittenObject(uid, version, created);
    }
}
