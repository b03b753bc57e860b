package org.flyte.executor.plugin;

import java.util.Set;

/**
 * Makes a plugin; what {@link java.util.ServiceLoader} finds. Has a public constructor without parameters, and does nothing before
 * {@link #create}.
 */
public interface TaskPluginProvider {
    /** Unique name, of lower-case letters, digits and hyphens: in configuration, metrics and messages. */
    String name();

    /**
     * The types of tasks that the plugin carries out; by default the one of its name. Two plugins that claim the same type are refused at the start of the operator,
     * unless {@code flyte.executor.plugins.<type>} names one of them.
     */
    default Set<String> taskTypes() {
        return Set.of(name());
    }

    /**
     * The kinds of Kubernetes objects that the plugin makes. The operator watches them as soon as the API server has them; until then
     * actions of the plugin fail with {@link Failure#CRD_NOT_FOUND}.
     */
    default Set<ObjectKind> kinds() {
        return Set.of();
    }

    /**
     * The plugin; called once, when the operator starts.
     *
     * @throws RuntimeException when its settings are wrong: the operator ends with the message
     */
    TaskPlugin create(PluginContext context);
}
