package org.flyte.platform.connect.validation;

import build.buf.protovalidate.Violation;

/**
 * Which violations of a request's {@code buf.validate} rules count. A CDI bean of this type takes the place of the
 * policy that {@code flyte.rpc.validation} chooses.
 */
public interface ValidationPolicy {
    /**
     * Says whether a violation refuses the request.
     *
     * @param message full name of the request's message type
     */
    boolean counts(String message, Violation violation);
}
