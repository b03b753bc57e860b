package org.flyte.platform.database;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Why no connection to PostgreSQL was made, and which keys to check. */
enum ConnectionProblem {
    UNREACHABLE("PostgreSQL does not answer: check flyte.database.host and flyte.database.port"),
    LOGIN_REFUSED("PostgreSQL refuses the login: check flyte.database.username and flyte.database.password"),
    NO_DATABASE("PostgreSQL has no such database: create it, or correct flyte.database.name");

    private final String remedy;

    ConnectionProblem(String remedy) {
        this.remedy = remedy;
    }

    /** What is wrong, and the keys to check. */
    String remedy() {
        return remedy;
    }

    /** By the SQLSTATE of the failure or of one of its causes; empty when a connection was made. */
    static Optional<ConnectionProblem> of(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(cause -> ((SQLException) cause).getSQLState())
                .filter(Objects::nonNull)
                .findFirst()
                .flatMap(ConnectionProblem::ofState);
    }

    private static Optional<ConnectionProblem> ofState(String state) {
        if (state.startsWith("08")) {
            return Optional.of(UNREACHABLE);
        }
        if (state.startsWith("28")) {
            return Optional.of(LOGIN_REFUSED);
        }
        return state.equals("3D000") ? Optional.of(NO_DATABASE) : Optional.empty();
    }
}
