package org.flyte.executor.plugin.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.Optional;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.Report.Phase;
import org.junit.jupiter.api.Test;

class JobReportTest {
    private static final Instant CREATED = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant STARTED = CREATED.plusSeconds(10);
    private static final Instant CHECK = CREATED.plusSeconds(180);
    private static final Failure OF_POD = Failure.user("OOMKilled", "too big");
    private static final Failure OF_JOB = Failure.user(Failure.DOWNSTREAM, "the job failed");

    @Test
    void endsWhenItsControllerSaysSo() {
        assertThat(report(new JobState.Succeeded(), Optional.empty())).isEqualTo(Report.Completed.byFiles(CREATED));
        assertThat(report(new JobState.Succeeded(), leader("Running", running())))
                .isEqualTo(Report.Completed.byFiles(CREATED));
    }

    @Test
    void failsAsItsPodSays() {
        JobState failed = new JobState.Failed(OF_JOB);

        assertThat(report(failed, Optional.empty())).isEqualTo(Report.Failed.of(OF_JOB, CREATED));
        assertThat(report(failed, leader("Running", running()))).isEqualTo(Report.Failed.of(OF_JOB, CREATED));
        assertThat(report(failed, leader("Failed", Report.Failed.of(OF_POD, STARTED))))
                .isEqualTo(Report.Failed.of(OF_POD, CREATED));
        assertThat(report(failed, leader("Failed", new Report.Failed(OF_POD, STARTED, true, Details.NONE))))
                .isEqualTo(new Report.Failed(OF_POD, CREATED, true, Details.NONE));
    }

    @Test
    void takesAFailureOfInfrastructureFromTheController() {
        JobState lost = new JobState.Failed(Failure.system("HostMaintenance", "drained"));

        assertThat(report(lost, leader("Failed", Report.Failed.of(OF_POD, STARTED))))
                .isEqualTo(Report.Failed.of(Failure.system("HostMaintenance", "drained"), CREATED));
    }

    @Test
    void failsAtOnceWhenItsPodCannotStart() {
        JobState running = JobState.running("", Optional.empty());

        assertThat(report(running, leader("Pending", Report.Failed.of(OF_POD, STARTED))))
                .isEqualTo(Report.Failed.of(OF_POD, CREATED));
        assertThat(report(running, leader("Failed", Report.Failed.of(OF_POD, STARTED))))
                .as("the controller may replace the pod")
                .isEqualTo(Report.Active.of(Phase.RUNNING, CREATED));
    }

    @Test
    void saysWhatItsPodWaitsForWhileItIsPrepared() {
        Report.Active waiting = new Report.Active(Phase.WAITING, "no node", STARTED, CHECK, Details.NONE);

        assertThat(report(JobState.initializing(""), leader("Pending", waiting)))
                .isEqualTo(new Report.Active(Phase.WAITING, "no node", CREATED, CHECK, Details.NONE));
        assertThat(report(JobState.queued("JobCreated"), leader("Pending", waiting)))
                .isEqualTo(new Report.Active(Phase.WAITING, "no node", CREATED, CHECK, Details.NONE));
        assertThat(report(JobState.queued("suspended"), Optional.empty()))
                .isEqualTo(new Report.Active(Phase.QUEUED, "suspended", CREATED, null, Details.NONE));
        assertThat(report(JobState.initializing(""), leader("Running", running())))
                .isEqualTo(new Report.Active(Phase.INITIALIZING, "", CREATED, null, Details.NONE));
    }

    @Test
    void runsSinceTheResourceOrElseThePodSays() {
        Instant said = CREATED.plusSeconds(5);

        assertThat(report(JobState.running("", Optional.of(said)), leader("Running", running())))
                .isEqualTo(Report.Active.of(Phase.RUNNING, said));
        assertThat(report(JobState.running("", Optional.empty()), leader("Running", running())))
                .isEqualTo(Report.Active.of(Phase.RUNNING, STARTED));
        assertThat(report(JobState.running("restart", Optional.empty()), Optional.empty()))
                .isEqualTo(new Report.Active(Phase.RUNNING, "restart", CREATED, null, Details.NONE));
    }

    private static Report report(JobState state, Optional<LeaderPod> leader) {
        return JobReport.of(state, leader, CREATED, Details.NONE);
    }

    private static Report running() {
        return Report.Active.of(Phase.RUNNING, STARTED);
    }

    private static Optional<LeaderPod> leader(String phase, Report verdict) {
        Pod pod = new PodBuilder().withNewStatus().withPhase(phase).endStatus().build();
        return Optional.of(new LeaderPod(pod, verdict));
    }
}
