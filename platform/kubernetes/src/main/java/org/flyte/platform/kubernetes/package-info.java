/** Requests to the Kubernetes API that the client library has no call for. */
package org.flyte.platform.kubernetes;
