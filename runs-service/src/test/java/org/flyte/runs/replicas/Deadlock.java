package org.flyte.runs.replicas;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A transaction that locks one row, waits until a statement of the service waits for it, and then wants another row: when the
 * service has that one, PostgreSQL ends the statement of the service.
 */
final class Deadlock implements AutoCloseable {
    private final StoredState stored;
    private final Connection connection;
    private final Statement statement;
    private final int process;

    Deadlock(StoredState stored) throws SQLException {
        this.stored = stored;
        connection = stored.connect();
        connection.setAutoCommit(false);
        statement = connection.createStatement();
        statement.execute("SET deadlock_timeout = '1h'"); // the one that waits longer finds it, and is ended
        process = number("SELECT pg_backend_pid()");
    }

    /** Returns when the deadlock is over. */
    void between(String run, String first, String second, Runnable call) throws SQLException {
        lock(run, second);
        Thread caller = Thread.startVirtualThread(call);
        await("a statement waits for " + second).until(this::isWaitedFor);
        lock(run, first);
        connection.commit();
        await("an answer").until(() -> !caller.isAlive());
    }

    /** How many deadlocks there were. */
    int count() throws SQLException {
        int deadlocks = number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
        connection.commit();
        return deadlocks;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void lock(String run, String action) throws SQLException {
        statement.execute(
                "SELECT FROM actions WHERE run_name = '%s' AND name = '%s' FOR UPDATE".formatted(run, action));
    }

    private boolean isWaitedFor() throws SQLException {
        try (Connection other = stored.connect();
                Statement look = other.createStatement();
                ResultSet row = look.executeQuery(
                        "SELECT FROM pg_stat_activity WHERE %d = ANY (pg_blocking_pids(pid))".formatted(process))) {
            return row.next();
        }
    }

    private int number(String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
