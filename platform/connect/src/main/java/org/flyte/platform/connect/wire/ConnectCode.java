package org.flyte.platform.connect.wire;

import io.grpc.Status;
import java.util.Locale;

/** Names and HTTP statuses of the Connect protocol for status codes. */
public final class ConnectCode {
    private ConnectCode() {}

    /** Returns the name on the wire, such as {@code not_found}. */
    public static String nameOf(Status.Code code) {
        return code == Status.Code.CANCELLED ? "canceled" : code.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the HTTP status of a unary error response. */
    public static int httpStatusOf(Status.Code code) {
        return switch (code) {
            case OK -> 200;
            case CANCELLED -> 499;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
        };
    }
}
