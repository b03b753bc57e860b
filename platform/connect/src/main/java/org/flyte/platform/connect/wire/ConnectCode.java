package org.flyte.platform.connect.wire;

import io.grpc.Status;
import java.util.Locale;

/** The status codes in the Connect protocol: their names, and the HTTP status of a unary error; in gRPC's order. */
public enum ConnectCode {
    OK(200),
    CANCELED(499),
    UNKNOWN(500),
    INVALID_ARGUMENT(400),
    DEADLINE_EXCEEDED(504),
    NOT_FOUND(404),
    ALREADY_EXISTS(409),
    PERMISSION_DENIED(403),
    RESOURCE_EXHAUSTED(429),
    FAILED_PRECONDITION(400),
    ABORTED(409),
    OUT_OF_RANGE(400),
    UNIMPLEMENTED(501),
    INTERNAL(500),
    UNAVAILABLE(503),
    DATA_LOSS(500),
    UNAUTHENTICATED(401);

    private static final ConnectCode[] BY_NUMBER = values();

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final int httpStatus;

    ConnectCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** Returns the code for one of gRPC's. */
    public static ConnectCode of(Status.Code code) {
        return BY_NUMBER[code.value()];
    }

    /** Returns the name on the wire, such as {@code not_found}. */
    public String wireName() {
        return wireName;
    }

    /** Returns the HTTP status of a unary error response. */
    public int httpStatus() {
        return httpStatus;
    }
}
