package org.flyte.executor.plugin.job;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.idl.core.TaskTemplate;

/** The message in the field {@code custom} of a task template, by which the plugins of the SDK say what they want. */
public final class CustomMessage {
    private CustomMessage() {}

    /**
     * The message; without a field, one without anything set. Fields that we do not know are ignored.
     *
     * @param type any instance
     * @throws StartException when it is not of the type
     */
    @SuppressWarnings("unchecked") // A builder of a type builds that type.
    public static <T extends Message> T of(TaskTemplate template, T type) {
        Message.Builder builder = type.newBuilderForType();
        try {
            JsonFormat.parser()
                    .ignoringUnknownFields()
                    .merge(JsonFormat.printer().print(template.getCustom()), builder);
            return (T) builder.build();
        } catch (InvalidProtocolBufferException e) {
            throw bad(
                    e,
                    "the field custom of a task of type '%s' is no %s: %s",
                    template.getType(),
                    type.getDescriptorForType().getName(),
                    e.getMessage());
        }
    }

    /** Refuses a task for good. */
    public static StartException bad(String format, Object... values) {
        return bad(null, format, values);
    }

    private static StartException bad(Throwable cause, String format, Object... values) {
        return StartException.refused(Failure.permanent(Failure.BAD_TASK, format.formatted(values)), cause);
    }
}
