/** Calls of connector services over gRPC. */
package org.flyte.executor.plugins.connector.wire;
