/** The interface between the reconciler and the plugins that carry out tasks. */
package org.flyte.executor.plugin;
