package org.flyte.runs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.flyte.idl.settings.CreateSettingsRequest;
import org.flyte.idl.settings.GetSettingsForEditRequest;
import org.flyte.idl.settings.GetSettingsRequest;
import org.flyte.idl.settings.RunSettings;
import org.flyte.idl.settings.ScopeLevel;
import org.flyte.idl.settings.Settings;
import org.flyte.idl.settings.SettingsKey;
import org.flyte.idl.settings.SettingsRecord;
import org.flyte.idl.settings.SettingsServiceGrpc.SettingsServiceBlockingStub;
import org.flyte.idl.settings.UpdateSettingsRequest;
import org.flyte.idl.task.Labels;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.outbox.FakeActions;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class SettingsTest extends RunsServiceTestBase {
    private static final SettingsKey ORG =
            SettingsKey.newBuilder().setOrg("acme").build();
    private static final SettingsKey DOMAIN =
            ORG.toBuilder().setDomain("development").build();
    private static final SettingsKey PROJECT =
            DOMAIN.toBuilder().setProject("flytesnacks").build();

    @GrpcClient("self")
    SettingsServiceBlockingStub settings;

    @Inject
    RunDefaults runDefaults;

    @Inject
    ObjectStore store;

    @BeforeEach
    void connect() {
        settings = settings.withDeadlineAfter(TIMEOUT);
    }

    /** Settings of the organisation would reach the runs of other tests. */
    @AfterEach
    void remove() {
        pool.query("DELETE FROM settings").executeAndAwait();
        runDefaults.forget();
    }

    @Test
    void inheritsFromTheOrganisationAndTheDomain() {
        create(ORG, queue("slow"));
        create(DOMAIN, labels("team", "a"));
        create(PROJECT, labels("tier", "1"));

        SettingsRecord record = get(PROJECT);

        assertThat(record.getKey()).isEqualTo(PROJECT);
        assertThat(record.getVersion()).isOne();
        assertThat(record.getSettings().getRun().getDefaultQueue())
                .isEqualTo(GivenSettings.text("slow").toBuilder()
                        .setScopeLevel(ScopeLevel.SCOPE_LEVEL_ORG)
                        .build());
        assertThat(record.getSettings().getLabels().getMapValue().getEntriesMap())
                .isEqualTo(Map.of("team", "a", "tier", "1"));
        assertThat(record.getSettings().getLabels().getScopeLevel()).isEqualTo(ScopeLevel.SCOPE_LEVEL_PROJECT);
    }

    @Test
    void showsEachScopeForEditing() {
        create(DOMAIN, queue("gpu"));

        var answer = settings.getSettingsForEdit(
                GetSettingsForEditRequest.newBuilder().setKey(PROJECT).build());

        assertThat(answer.getRequestedKey()).isEqualTo(PROJECT);
        assertThat(answer.getLevelsList())
                .containsExactly(
                        SettingsRecord.newBuilder()
                                .setKey(ORG)
                                .setSettings(Settings.getDefaultInstance())
                                .build(),
                        SettingsRecord.newBuilder()
                                .setKey(DOMAIN)
                                .setSettings(queue("gpu"))
                                .setVersion(1)
                                .build(),
                        SettingsRecord.newBuilder()
                                .setKey(PROJECT)
                                .setSettings(Settings.getDefaultInstance())
                                .build());
    }

    @Test
    void changesOnlyTheVersionThatTheCallerKnows() {
        assertThatThrownBy(() -> update(PROJECT, queue("a"), 1)).hasMessageContaining("NOT_FOUND");
        create(PROJECT, queue("a"));
        assertThatThrownBy(() -> create(PROJECT, queue("b"))).hasMessageContaining("ALREADY_EXISTS");

        assertThat(update(PROJECT, queue("b"), 1).getVersion()).isEqualTo(2);

        assertThatThrownBy(() -> update(PROJECT, queue("c"), 1))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("at version 2, not 1");
        assertThatThrownBy(() -> update(PROJECT, queue("c"), 0)).hasMessageContaining("INVALID_ARGUMENT: version");
        assertThat(get(PROJECT).getSettings().getRun().getDefaultQueue().getStringValue())
                .isEqualTo("b");
    }

    @Test
    void belongToNoOrg() {
        create(PROJECT, queue("a"));

        assertThat(get(PROJECT.toBuilder().setOrg("").build()).getVersion()).isOne();
    }

    @Test
    void namesScopesThatCannotBe() {
        assertThatThrownBy(() -> create(SettingsKey.newBuilder().setProject("x").build(), queue("a")))
                .hasMessageContaining("INVALID_ARGUMENT: key.domain is required");
        assertThatThrownBy(() -> create(DOMAIN.toBuilder().setDomain("nowhere").build(), queue("a")))
                .hasMessageContaining("INVALID_ARGUMENT: domain 'nowhere'");
        assertThatThrownBy(
                        () -> create(PROJECT.toBuilder().setProject("nowhere").build(), queue("a")))
                .hasMessageContaining("NOT_FOUND: project nowhere");
        assertThatThrownBy(() -> get(DOMAIN.toBuilder().setDomain("a\0b").build()))
                .hasMessageContaining("INVALID_ARGUMENT: key.domain");
    }

    @Test
    void applyToTheNextRun() {
        runs.createRun(Requests.named(run));
        String base = store.base() + "/settled";
        create(
                PROJECT,
                labels("team", "a").toBuilder()
                        .setRun(RunSettings.newBuilder()
                                .setDefaultQueue(GivenSettings.text("gpu"))
                                .setRunBaseDir(GivenSettings.text(base)))
                        .build());
        String next = Requests.runName();
        CreateRunRequest.Builder request = Requests.named(next).toBuilder();
        request.getRunSpecBuilder().setLabels(Labels.newBuilder().putValues("own", "1"));

        assertThat(runs.createRun(request.build()).getRun().getLabelsMap()).isEqualTo(Map.of("team", "a", "own", "1"));

        await().untilAsserted(
                        () -> assertThat(FakeActions.enqueuesOf(next, "a0")).isOne());
        var enqueued = FakeActions.ENQUEUED.stream()
                .filter(call ->
                        call.getAction().getActionId().getRun().getName().equals(next))
                .findFirst()
                .orElseThrow();
        assertThat(enqueued.getRunSpec().getQueue()).isEqualTo("gpu");
        assertThat(enqueued.getAction().getRunOutputBase()).isEqualTo(base + "/flytesnacks/development/" + next + "/");
        assertThat(enqueued.getAction().getInputUri()).startsWith(base + "/flytesnacks/development/" + next);
    }

    private SettingsRecord create(SettingsKey key, Settings value) {
        return settings.createSettings(CreateSettingsRequest.newBuilder()
                        .setKey(key)
                        .setSettings(value)
                        .build())
                .getSettingsRecord();
    }

    private SettingsRecord update(SettingsKey key, Settings value, long version) {
        return settings.updateSettings(UpdateSettingsRequest.newBuilder()
                        .setKey(key)
                        .setSettings(value)
                        .setVersion(version)
                        .build())
                .getSettingsRecord();
    }

    private SettingsRecord get(SettingsKey key) {
        return settings.getSettings(GetSettingsRequest.newBuilder().setKey(key).build())
                .getSettingsRecord();
    }

    private static Settings queue(String name) {
        return Settings.newBuilder()
                .setRun(RunSettings.newBuilder().setDefaultQueue(GivenSettings.text(name)))
                .build();
    }

    private static Settings labels(String key, String value) {
        return Settings.newBuilder()
                .setLabels(GivenSettings.map(Map.of(key, value)))
                .build();
    }
}
