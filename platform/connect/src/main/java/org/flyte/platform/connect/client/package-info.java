/** What every {@code @GrpcClient} of an application gets: deadlines, retries, reconnection, request ids, metrics. */
package org.flyte.platform.connect.client;
