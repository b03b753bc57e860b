/** For plugins whose try is one Kubernetes object. */
package org.flyte.executor.plugin.kubernetes;
