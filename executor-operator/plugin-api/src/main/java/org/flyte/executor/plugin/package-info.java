/**
 * The interface between the operator and the plugins that carry out types of tasks; see docs/writing-plugins.md. A plugin is found by
 * {@link java.util.ServiceLoader} through its {@link org.flyte.executor.plugin.TaskPluginProvider}.
 */
package org.flyte.executor.plugin;
