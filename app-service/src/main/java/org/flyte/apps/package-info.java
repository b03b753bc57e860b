/** Long-running apps: what their owners want, and how the cluster runs it. */
package org.flyte.apps;
