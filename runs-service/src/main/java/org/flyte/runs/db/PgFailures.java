package org.flyte.runs.db;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;

/** What a failure of the database means to whoever asked. */
public final class PgFailures {
    private PgFailures() {}

    /** Two transactions were in each other's way; the same again will do. */
    public static boolean isConflict(Throwable failure) {
        return "40P01".equals(stateOf(failure)) || "40001".equals(stateOf(failure));
    }

    /** The data of some row is wrong (classes 22 and 23); the others could be written. */
    public static boolean blamesARow(Throwable failure) {
        String state = stateOf(failure);
        return state.startsWith("22") || state.startsWith("23") || failure instanceof IllegalArgumentException;
    }

    /** The failure as the caller is told of it. */
    public static Throwable told(Throwable failure) {
        return switch (failure) {
            case FlyteException e -> e;
            case Throwable e
            when stateOf(e).startsWith("22") ->
                new InvalidArgument("a field has a value that cannot be stored: %s", firstLine(e.getMessage()));
            case Throwable e when isOutage(e) -> new Unavailable(e, "the database is not available; try again");
            default -> failure;
        };
    }

    /** Nobody's data is wrong: the same may work when the database is back. */
    public static boolean isOutage(Throwable failure) {
        String state = stateOf(failure);
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || isConflict(failure)
                || failure instanceof IOException
                || failure instanceof TimeoutException
                || failure instanceof Unavailable
                || failure instanceof VertxException
                || failure.getClass().getName().endsWith("NoStackTraceThrowable");
    }

    private static String stateOf(Throwable failure) {
        return failure instanceof PgException e && e.getSqlState() != null ? e.getSqlState() : "";
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
