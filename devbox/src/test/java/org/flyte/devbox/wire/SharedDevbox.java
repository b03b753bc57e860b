package org.flyte.devbox.wire;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One devbox for all probes, started for the first and stopped after the last; probes take it as a parameter. */
public final class SharedDevbox implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedDevbox.class);

    /** The devbox, and the streams that are watched from its start for the length of all probes. */
    record Running(DevboxProcess devbox, QuietStreams quiet) implements AutoCloseable {
        static Running start() {
            DevboxProcess devbox = DevboxProcess.start("wire");
            return new Running(devbox, QuietStreams.open(devbox));
        }

        @Override
        public void close() {
            quiet.close();
            devbox.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == DevboxProcess.class || type == QuietStreams.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class);
        return parameter.getParameter().getType() == DevboxProcess.class ? running.devbox() : running.quiet();
    }
}
