package org.flyte.apps.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.apps.AppKey;
import org.flyte.apps.store.AppRecord;
import org.flyte.apps.store.AppState;
import org.flyte.idl.app.Meta;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.Status;
import org.flyte.idl.app.WatchResponse;
import org.flyte.idl.app.WatchResponse.EventCase;
import org.flyte.platform.model.FlyteException.Aborted;
import org.junit.jupiter.api.Test;

class PendingAppsTest {
    private final PendingApps pending = new PendingApps(2);

    @Test
    void keepsTheNewestStateOnly() {
        pending.add(app("one", 1, false));
        pending.add(app("one", 3, false));
        pending.add(app("one", 2, false));

        assertThat(events()).containsExactly("CREATE_EVENT 3", "UPDATE_EVENT 3");
        pending.add(app("one", 3, false));
        assertThat(events()).isEmpty();
        pending.add(app("one", 4, false));
        assertThat(events()).containsExactly("UPDATE_EVENT 4");
    }

    @Test
    void tellsTheEndOfWhatTheReaderKnows() {
        pending.add(app("unknown", 1, true));
        assertThat(events()).isEmpty();

        pending.add(app("one", 1, false));
        assertThat(events()).hasSize(2);
        pending.add(app("one", 2, true));
        assertThat(events()).containsExactly("DELETE_EVENT 2");
        pending.add(app("one", 3, false));
        assertThat(events()).containsExactly("CREATE_EVENT 3", "UPDATE_EVENT 3");
    }

    @Test
    void asksTheReaderToBeginAgainWhenTooMuchWaits() {
        pending.add(app("one", 1, false));
        pending.add(app("two", 1, false));
        pending.add(app("two", 2, false));

        assertThatThrownBy(() -> pending.add(app("three", 1, false)))
                .isInstanceOf(Aborted.class)
                .hasMessageContaining("watch again");
    }

    private List<String> events() {
        List<String> events = new ArrayList<>();
        for (Optional<WatchResponse> next = pending.next(); next.isPresent(); next = pending.next()) {
            EventCase event = next.get().getEventCase();
            long revision = switch (event) {
                case CREATE_EVENT ->
                    next.get().getCreateEvent().getApp().getMetadata().getRevision();
                case UPDATE_EVENT ->
                    next.get().getUpdateEvent().getUpdatedApp().getMetadata().getRevision();
                default -> next.get().getDeleteEvent().getApp().getMetadata().getRevision();
            };
            events.add(event + " " + revision);
        }
        return events;
    }

    /** Its revision shows the version. */
    private static AppRecord app(String name, long version, boolean deleted) {
        AppState state = new AppState(
                version, Meta.getDefaultInstance(), Spec.getDefaultInstance(), Status.getDefaultInstance(), deleted);
        return new AppRecord(new AppKey("p", "d", name), 1, name, version, state, Instant.EPOCH, Instant.EPOCH);
    }
}
