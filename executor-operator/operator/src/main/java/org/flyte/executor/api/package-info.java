/** How the operator reads what the Kubernetes API sends, with less work than the client library by itself. */
package org.flyte.executor.api;
