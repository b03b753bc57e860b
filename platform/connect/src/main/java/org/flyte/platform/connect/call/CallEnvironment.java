package org.flyte.platform.connect.call;

import io.grpc.Attributes;
import io.vertx.core.Context;

/**
 * What a call finds around it.
 *
 * @param context the request's own duplicated Vert.x context
 * @param attributes the peer's address
 * @param maxResponseSize largest message the service may send, bytes before compression
 */
public record CallEnvironment(
        Context context, Attributes attributes, RunningCalls running, Failures failures, long maxResponseSize) {}
