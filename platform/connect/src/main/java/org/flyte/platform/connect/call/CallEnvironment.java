package org.flyte.platform.connect.call;

import io.grpc.Attributes;
import io.vertx.core.Context;

/**
 * The surroundings of a call.
 *
 * @param context the request's own duplicated Vert.x context
 * @param attributes the peer's address
 * @param protocol {@code connect}, {@code grpc} or {@code grpc_web}
 * @param services what every call of the server shares
 */
public record CallEnvironment(Context context, Attributes attributes, String protocol, CallServices services) {}
