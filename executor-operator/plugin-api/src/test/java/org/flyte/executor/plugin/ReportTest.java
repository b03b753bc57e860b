package org.flyte.executor.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.flyte.idl.task.Outputs;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void saysWhetherATryIsOver() {
        assertThat(Report.Active.of(Report.Phase.RUNNING, T0).isOver()).isFalse();
        assertThat(new Report.Leaving(T0, Details.NONE).isOver()).isFalse();
        assertThat(Report.Completed.byFiles(T0).isOver()).isTrue();
        assertThat(Report.Completed.with(Outputs.getDefaultInstance(), T0).outputs())
                .isPresent();
        assertThat(Report.Failed.of(Failure.user("Error", "no"), T0).isOver()).isTrue();
    }

    @Test
    void boundsWhatIsStoredInTheTaskAction() {
        String largest = "x".repeat(Details.MAX_STATE_BYTES);
        List<Link> links = Collections.nCopies(Details.MAX_LINKS, Link.external("Log", "https://l"));

        assertThat(Details.state(largest).with(links).links()).hasSize(Details.MAX_LINKS);
        assertThatThrownBy(() -> Details.state(largest + "x")).hasMessageContaining("16385 bytes");
        assertThatThrownBy(() -> Details.links(Collections.nCopies(Details.MAX_LINKS + 1, links.getFirst())))
                .hasMessageContaining("21 links");
    }

    @Test
    void namesTheCrdOfAKind() {
        ObjectKind kind = ObjectKind.of("ray.io", "v1", "RayJob");

        assertThat(kind.apiVersion()).isEqualTo("ray.io/v1");
        assertThat(kind.crd()).isEqualTo("rayjobs.ray.io");
        assertThat(ObjectKind.of("", "v1", "Pod").apiVersion()).isEqualTo("v1");
    }
}
