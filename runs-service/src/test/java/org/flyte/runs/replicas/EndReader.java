package org.flyte.runs.replicas;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.workflow.ListActionsRequest;
import org.flyte.idl.workflow.ListActionsResponse;
import org.flyte.runs.replicas.History.Action;
import org.flyte.runs.replicas.History.End;
import org.flyte.runs.replicas.History.PhaseAcknowledged;
import org.flyte.runs.replicas.History.Source;
import org.flyte.runs.replicas.History.State;
import org.flyte.runs.run.Requests;

/** Waits until everything has ended, and reads each view of it. */
record EndReader(StoredState stored, Replicas replicas, Watchers watchers, History history) {
    private static final Duration SETTLE = Duration.ofMinutes(3);
    private static final int MAX_PAGE = 200;

    End read() throws SQLException {
        await("every action ends")
                .atMost(SETTLE)
                .pollInterval(Duration.ofSeconds(1))
                .until(stored::allEnded);
        awaitEvents();
        Map<Action, State> actions = stored.actions();
        Map<Action, State> watched = new HashMap<>();
        Map<Action, State> first = new HashMap<>();
        Map<Action, State> second = new HashMap<>();
        int replica = 0;
        for (String run : actions.keySet().stream().map(Action::run).distinct().toList()) {
            first.putAll(list(run, replicas.get(0)));
            second.putAll(list(run, replicas.get(1)));
            try (Watchers.Watch watch = watchers.watch(run, replica++)) {
                long count = actions.keySet().stream()
                        .filter(action -> action.run().equals(run))
                        .count();
                await("snapshot of " + run).until(() -> watch.latest().size() >= count);
                watched.putAll(watch.latest());
            }
        }
        return new End(first, second, watched, actions, stored.events());
    }

    /** The consumer group waits for a killed member before it goes on; what never arrives the checker names. */
    private void awaitEvents() {
        try {
            await().atMost(SETTLE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                Map<Action, List<State>> events = stored.events();
                return history.all(PhaseAcknowledged.class).stream()
                        .filter(phase -> phase.source() == Source.EVENT)
                        .allMatch(phase ->
                                events.getOrDefault(phase.action(), List.of()).contains(phase.state()));
            });
        } catch (ConditionTimeoutException e) {
            System.err.println("not every event arrived");
        }
    }

    private static Map<Action, State> list(String run, ServiceReplica replica) {
        Map<Action, State> actions = new HashMap<>();
        ListActionsResponse page = ListActionsResponse.getDefaultInstance();
        do {
            page = replica.runs()
                    .listActions(ListActionsRequest.newBuilder()
                            .setRunId(Requests.run(run))
                            .setRequest(
                                    ListRequest.newBuilder().setLimit(MAX_PAGE).setToken(page.getToken()))
                            .build());
            page.getActionsList()
                    .forEach(
                            action -> actions.put(new Action(run, action.getId().getName()), Watchers.state(action)));
        } while (!page.getToken().isEmpty());
        return actions;
    }
}
