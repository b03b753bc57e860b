package org.flyte.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.CompositeException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.TransactionRollbackException;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFailureTest {
    @ParameterizedTest
    @CsvSource({
        "40P01, true,  false",
        "40001, true,  false",
        "22021, false, true",
        "23505, false, true",
        "08006, false, false",
        "54000, false, true",
        "42P01, false, false",
        "57P01, false, false"
    })
    void classifiesBySqlState(String state, boolean conflict, boolean causedByData) {
        DatabaseFailure failure = DatabaseFailure.of(failure(state));

        assertThat(failure.isConflict()).isEqualTo(conflict);
        assertThat(failure.isCausedByData()).isEqualTo(causedByData);
    }

    @Test
    void reportsInvalidDataAsInvalidArgumentInOneLine() {
        assertThat(DatabaseFailure.of(failure("22021")).toCallerFailure())
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("a field has a value that cannot be stored: ")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "57P03", "08001"})
    void reportsAnOutageAsUnavailable(String state) {
        assertThat(DatabaseFailure.of(failure(state)).toCallerFailure()).isInstanceOf(Unavailable.class);
    }

    @Test
    void reportsALostConnectionAsUnavailable() {
        assertThat(DatabaseFailure.of(new IOException("connection reset")).toCallerFailure())
                .isInstanceOf(Unavailable.class)
                .hasMessage("database unavailable; try again");
    }

    @Test
    void takesARefusedStatementForADefect() {
        PgException refused = failure("42703");

        assertThat(DatabaseFailure.of(refused).isOutage()).isFalse();
        assertThat(DatabaseFailure.of(refused).toCallerFailure()).isSameAs(refused);
    }

    @Test
    void takesAFailureToReadARowForOneOfTheData() {
        assertThat(DatabaseFailure.of(new DateTimeException("beyond")).isCausedByData())
                .isTrue();
        assertThat(DatabaseFailure.of(ClosedConnectionException.INSTANCE).isCausedByData())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void looksBehindWhatOthersWrapAroundAFailure(Throwable wrapped, boolean outage, boolean causedByData) {
        DatabaseFailure failure = DatabaseFailure.of(wrapped);

        assertThat(failure.isOutage()).isEqualTo(outage);
        assertThat(failure.isCausedByData()).isEqualTo(causedByData);
    }

    static Stream<Arguments> looksBehindWhatOthersWrapAroundAFailure() {
        Throwable closed = new NoStackTraceThrowable("Connection is not active now, current status: CLOSED");
        return Stream.of(
                Arguments.of(new CompletionException(closed), true, false),
                Arguments.of(new CompletionException(new ExecutionException(closed)), true, false),
                Arguments.of(new CompositeException(closed, new IllegalStateException("rollback")), true, false),
                Arguments.of(
                        new PersistenceException("no connection", ClosedConnectionException.INSTANCE), true, false),
                Arguments.of(new io.smallrye.mutiny.TimeoutException(), true, false),
                Arguments.of(TransactionRollbackException.INSTANCE, true, false),
                Arguments.of(new CompletionException(failure("57P01")), true, false),
                Arguments.of(new CompletionException(failure("22021")), false, true),
                Arguments.of(new CompletionException(new DateTimeException("beyond")), false, true));
    }

    @Test
    void leavesOtherFailuresUnchanged() {
        NotFound known = new NotFound("run r does not exist");
        IllegalStateException unexpected = new IllegalStateException("a defect");

        assertThat(DatabaseFailure.of(known).toCallerFailure()).isSameAs(known);
        assertThat(DatabaseFailure.of(unexpected).toCallerFailure()).isSameAs(unexpected);
    }

    private static PgException failure(String sqlState) {
        return new PgException("refused\nby the server", "ERROR", sqlState, "detail");
    }
}
