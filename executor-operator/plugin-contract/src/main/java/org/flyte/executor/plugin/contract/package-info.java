/**
 * The tests that a plugin passes, on the stand-in of the Kubernetes API: extend {@link
 * org.flyte.executor.plugin.contract.TaskPluginContract}.
 */
package org.flyte.executor.plugin.contract;
