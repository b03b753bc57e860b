package org.flyte.runs.replicas;

import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flyte.idl.task.RunSpec;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.model.PhaseSql;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.testkit.TestDatabase;
import org.flyte.runs.replicas.History.Action;
import org.flyte.runs.replicas.History.State;

/** Reads what is in the tables, past the service. */
record StoredState(TestDatabase database) {
    boolean allEnded() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM actions WHERE " + PhaseSql.isNotTerminal("phase"))) {
            row.next();
            return row.getLong(1) == 0;
        }
    }

    Map<Action, State> actions() throws SQLException {
        Map<Action, State> actions = new HashMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT run_name, name, attempts, phase FROM actions")) {
            while (row.next()) {
                actions.put(action(row), state(row));
            }
        }
        return actions;
    }

    Map<Action, List<State>> events() throws SQLException {
        Map<Action, List<State>> events = new HashMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT run_name, name, attempt, phase FROM action_events")) {
            while (row.next()) {
                events.computeIfAbsent(action(row), key -> new ArrayList<>()).add(state(row));
            }
        }
        return events;
    }

    /** The due times that triggers fired for. */
    List<Instant> fired() throws SQLException, InvalidProtocolBufferException {
        List<Instant> times = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT run_spec FROM actions WHERE trigger_name IS NOT NULL")) {
            while (row.next()) {
                times.add(ProtoTime.toInstant(RunSpec.parseFrom(row.getBytes(1)).getRunStartTime()));
            }
        }
        return times;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), TestDatabase.USER, TestDatabase.PASSWORD);
    }

    private static Action action(ResultSet row) throws SQLException {
        return new Action(row.getString(1), row.getString(2));
    }

    private static State state(ResultSet row) throws SQLException {
        return new State(row.getInt(3), ActionPhases.of(row.getInt(4)));
    }
}
