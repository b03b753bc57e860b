package org.flyte.copilot.value;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Forms of the file that holds all plain values, beside {@code inputs.pb}, which is always there. */
public enum MetadataFormat {
    JSON,
    YAML,
    PROTO;

    private static final int LONGEST_LINE = 1 << 20;

    /** Name of the file; empty when {@code inputs.pb} is all. */
    public Optional<String> fileName() {
        return switch (this) {
            case JSON -> Optional.of("inputs.json");
            case YAML -> Optional.of("inputs.yaml");
            case PROTO -> Optional.empty();
        };
    }

    /** The content of that file. */
    public String text(Map<String, Object> values) {
        return this == YAML ? yaml(values) : json(values) + "\n";
    }

    /** A value as JSON. */
    public static String json(Object value) {
        Gson gson = new GsonBuilder()
                .serializeNulls()
                .disableHtmlEscaping()
                .setPrettyPrinting()
                .create();
        return gson.toJson(value);
    }

    private static String yaml(Map<String, Object> values) {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setWidth(LONGEST_LINE)
                        .build())
                .dumpToString(values);
    }
}
