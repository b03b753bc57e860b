/** Writes to the Kubernetes API that ask for no more in return than is needed. */
package org.flyte.executor.api;
