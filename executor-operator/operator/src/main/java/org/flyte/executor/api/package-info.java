/** How the operator talks to the Kubernetes API where the client library does more than is needed. */
package org.flyte.executor.api;
