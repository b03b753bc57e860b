package org.flyte.executor.registry;

import org.flyte.executor.plugin.TaskPluginProvider;

/**
 * A provider and where it is from.
 *
 * @param source a file, or {@code the operator}
 */
record FoundProvider(TaskPluginProvider provider, String source) {
    String name() {
        return provider.name();
    }

    /** For messages. */
    String describe() {
        return "plugin '%s' (%s, %s)".formatted(name(), provider.getClass().getName(), source);
    }
}
