package org.flyte.executor.core;

import java.time.Duration;
import java.util.Set;
import org.flyte.executor.plugin.PluginContext;
import org.flyte.executor.plugin.TaskPlugin;
import org.flyte.executor.plugin.TaskPluginProvider;

/** Provides {@code echo}; its setting {@code sleep} is how long each task runs. */
public final class EchoProvider implements TaskPluginProvider {
    private static final String SLEEP = "sleep";

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public TaskPlugin create(PluginContext context) {
        context.settings().allow(Set.of(SLEEP));
        return new EchoPlugin(context.files(), context.settings().duration(SLEEP, Duration.ZERO), context.clock());
    }
}
