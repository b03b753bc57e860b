package org.flyte.executor.plugin.contract;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.idl.core.TaskTemplate;

/** Task templates as the SDK sends them, kept as JSON below {@code src/test/resources/sdk}. */
public final class SdkTask {
    private static final Pattern DOT = Pattern.compile("(?<!\\\\)\\.");
    private static final Path FOLDER = Path.of("src/test/resources/sdk");

    private SdkTask() {}

    /** The template in a file of the module. */
    public static TaskTemplate read(String file) {
        return read(FOLDER.resolve(file));
    }

    /** The template in a file. */
    public static TaskTemplate read(Path file) {
        TaskTemplate.Builder template = TaskTemplate.newBuilder();
        try {
            JsonFormat.parser().merge(Files.readString(file), template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return template.build();
    }

    /**
     * The same task with another number in its field {@code custom}.
     *
     * @param field its name, or a path of names with dots between them; a dot in a name has a backslash before it
     */
    public static TaskTemplate with(TaskTemplate template, String field, double value) {
        return with(template, field, Value.newBuilder().setNumberValue(value).build());
    }

    /** The same task with another text in its field {@code custom}. */
    public static TaskTemplate with(TaskTemplate template, String field, String value) {
        return with(template, field, Value.newBuilder().setStringValue(value).build());
    }

    /** The same task with another list in its field {@code custom}, in JSON. */
    public static TaskTemplate withList(TaskTemplate template, String field, String json) {
        ListValue.Builder list = ListValue.newBuilder();
        try {
            JsonFormat.parser().merge(json, list);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return with(template, field, Value.newBuilder().setListValue(list).build());
    }

    private static TaskTemplate with(TaskTemplate template, String field, Value value) {
        return template.toBuilder()
                .setCustom(with(template.getCustom(), field, value))
                .build();
    }

    private static Struct with(Struct struct, String path, Value value) {
        Matcher dot = DOT.matcher(path);
        if (!dot.find()) {
            return struct.toBuilder().putFields(path.replace("\\.", "."), value).build();
        }
        String field = path.substring(0, dot.start());
        Struct inner =
                struct.getFieldsOrDefault(field, Value.getDefaultInstance()).getStructValue();
        return struct.toBuilder()
                .putFields(
                        field,
                        Value.newBuilder()
                                .setStructValue(with(inner, path.substring(dot.end()), value))
                                .build())
                .build();
    }
}
