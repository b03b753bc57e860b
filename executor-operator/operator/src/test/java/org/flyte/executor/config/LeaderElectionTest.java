package org.flyte.executor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.flyte.executor.Configs;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {
    private final LeaderElection election = new LeaderElection();

    @Test
    void endsAProcessThatLeadsNoMore() {
        var election = this.election.election(Configs.executor(Map.of("flyte.executor.leader-elect", "true")), "flyte");

        assertThat(election.isExitOnStopLeading()).isTrue();
        assertThat(election.getLeaseName()).isEqualTo("executor-operator");
        assertThat(election.getLeaseNamespace()).contains("flyte");
    }

    @Test
    void isOffUnlessConfigured() {
        assertThat(election.election(Configs.executor(Map.of()), "flyte")).isNull();
    }
}
