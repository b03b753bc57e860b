package org.flyte.platform.identity;

import io.grpc.Context;

/** Where the caller is kept. */
final class CallerContext {
    static final Context.Key<Caller> KEY = Context.key("org.flyte.platform.identity.caller");

    private CallerContext() {}
}
