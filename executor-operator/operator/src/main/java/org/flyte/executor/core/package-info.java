/** Plugins that need no cluster: they sleep and echo, which is how the rest of the system is tried. */
package org.flyte.executor.core;
