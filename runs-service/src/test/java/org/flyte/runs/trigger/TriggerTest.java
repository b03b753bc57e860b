package org.flyte.runs.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.TriggerIdentifier;
import org.flyte.idl.task.ArtifactTrigger;
import org.flyte.idl.task.Cron;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.Schedule;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskName;
import org.flyte.idl.task.TaskServiceGrpc.TaskServiceBlockingStub;
import org.flyte.idl.task.TriggerAutomationSpec;
import org.flyte.idl.task.TriggerAutomationSpecType;
import org.flyte.idl.trigger.DeleteTriggersRequest;
import org.flyte.idl.trigger.DeployTriggerRequest;
import org.flyte.idl.trigger.GetTriggerDetailsRequest;
import org.flyte.idl.trigger.GetTriggerRevisionDetailsRequest;
import org.flyte.idl.trigger.GetTriggerRevisionHistoryRequest;
import org.flyte.idl.trigger.ListTriggersRequest;
import org.flyte.idl.trigger.Trigger;
import org.flyte.idl.trigger.TriggerDetails;
import org.flyte.idl.trigger.TriggerRevision;
import org.flyte.idl.trigger.TriggerRevisionAction;
import org.flyte.idl.trigger.TriggerServiceGrpc.TriggerServiceBlockingStub;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.idl.trigger.UpdateTriggersRequest;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class TriggerTest extends RunsServiceTestBase {
    @GrpcClient("self")
    TaskServiceBlockingStub tasks;

    @GrpcClient("self")
    TriggerServiceBlockingStub triggers;

    private final String task = "env." + run;

    @BeforeEach
    void deployTheTask() {
        tasks.deployTask(DeployTaskRequest.newBuilder()
                .setTaskId(TaskIdentifier.newBuilder()
                        .setProject(Requests.PROJECT)
                        .setDomain(Requests.DOMAIN)
                        .setName(task)
                        .setVersion("v1"))
                .setSpec(Requests.spec(task))
                .build());
    }

    @Test
    void keepsARevisionOfEachChange() {
        TriggerDetails deployed = deploy("nightly", yearly(), 0);
        assertThat(deployed.getId().getRevision()).isOne();
        assertThat(deployed.getSpec().getActive()).isTrue();
        assertThat(deployed.getAutomationSpec().getType()).isEqualTo(TriggerAutomationSpecType.TYPE_SCHEDULE);
        activate("nightly", true);
        assertThat(details("nightly").getId().getRevision())
                .as("nothing changed")
                .isOne();

        activate("nightly", false);
        deploy("nightly", yearly(), 2);
        delete("nightly");

        assertThat(history("nightly"))
                .extracting(TriggerRevision::getAction)
                .containsExactly(
                        TriggerRevisionAction.TRIGGER_REVISION_ACTION_DELETE,
                        TriggerRevisionAction.TRIGGER_REVISION_ACTION_DEPLOY,
                        TriggerRevisionAction.TRIGGER_REVISION_ACTION_DEACTIVATE,
                        TriggerRevisionAction.TRIGGER_REVISION_ACTION_DEPLOY);
        assertThat(triggers.getTriggerRevisionDetails(GetTriggerRevisionDetailsRequest.newBuilder()
                                .setId(TriggerIdentifier.newBuilder()
                                        .setName(key("nightly").toProto())
                                        .setRevision(2))
                                .build())
                        .getTrigger()
                        .getSpec()
                        .getActive())
                .isFalse();
        assertThatThrownBy(() -> details("nightly")).hasMessageContaining("NOT_FOUND");

        assertThat(deploy("nightly", yearly(), 0).getId().getRevision())
                .as("a deleted trigger comes back")
                .isEqualTo(5);
    }

    @Test
    void refusesAnOutdatedRevisionAndAnUnknownTask() {
        deploy("nightly", yearly(), 0);
        deploy("nightly", yearly(), 1);

        assertThatThrownBy(() -> deploy("nightly", yearly(), 1))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("is at revision 2, not 1");
        assertThatThrownBy(() -> triggers.deployTrigger(request("other", yearly(), 0)
                        .setSpec(TriggerSpec.newBuilder().setTaskVersion("v9"))
                        .build()))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("version v9 is not deployed");
        assertThatThrownBy(() -> deploy("other", cron("0 0 31 2 *"), 0))
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("never due");
    }

    @Test
    void storesATriggerThatIsNoSchedule() {
        TriggerAutomationSpec artifact = TriggerAutomationSpec.newBuilder()
                .setArtifact(
                        ArtifactTrigger.newBuilder().setArtifactName("model").setInputArg("m"))
                .build();

        TriggerDetails deployed = deploy("on-model", artifact, 0);
        TriggerDetails manual = deploy("by-hand", TriggerAutomationSpec.getDefaultInstance(), 0);

        assertThat(deployed.getAutomationSpec().getType()).isEqualTo(TriggerAutomationSpecType.TYPE_ARTIFACT);
        assertThat(deployed.getAutomationSpec().getArtifact()).isEqualTo(artifact.getArtifact());
        assertThat(manual.getAutomationSpec().getType()).isEqualTo(TriggerAutomationSpecType.TYPE_NONE);
        assertThat(selectOne("SELECT count(*) FROM triggers WHERE next_fire_at IS NOT NULL AND task_name = '%s'"
                        .formatted(task)))
                .isEqualTo(0L);
    }

    @Test
    void listsLiveTriggersActiveOnesFirst() {
        List.of("a", "b", "c", "d").forEach(name -> deploy(name, yearly(), 0));
        activate("b", false);
        delete("d");

        List<String> names = new ArrayList<>();
        String token = "";
        do {
            var page = triggers.listTriggers(ListTriggersRequest.newBuilder()
                    .setTaskName(taskName())
                    .setRequest(ListRequest.newBuilder().setLimit(2).setToken(token))
                    .build());
            page.getTriggersList()
                    .forEach(trigger -> names.add(trigger.getId().getName().getName()));
            token = page.getToken();
        } while (!token.isEmpty());

        assertThat(names).containsExactly("c", "a", "b");
        assertThat(triggers.listTriggers(ListTriggersRequest.newBuilder()
                                .setTaskName(taskName())
                                .setRequest(ListRequest.newBuilder()
                                        .addFilters(Filter.newBuilder()
                                                .setFunction(Filter.Function.EQUAL)
                                                .setField("active")
                                                .addValues("false")))
                                .build())
                        .getTriggersList())
                .extracting(Trigger::getActive)
                .containsExactly(false);
    }

    private TriggerDetails deploy(String name, TriggerAutomationSpec automation, long known) {
        return triggers.deployTrigger(request(name, automation, known).build()).getTrigger();
    }

    private DeployTriggerRequest.Builder request(String name, TriggerAutomationSpec automation, long known) {
        return DeployTriggerRequest.newBuilder()
                .setName(key(name).toProto())
                .setRevision(known)
                .setSpec(TriggerSpec.newBuilder().setActive(true).setTaskVersion("v1"))
                .setAutomationSpec(automation);
    }

    private void activate(String name, boolean active) {
        triggers.updateTriggers(UpdateTriggersRequest.newBuilder()
                .addNames(key(name).toProto())
                .addNames(key("unknown").toProto())
                .setActive(active)
                .build());
    }

    private void delete(String name) {
        triggers.deleteTriggers(
                DeleteTriggersRequest.newBuilder().addNames(key(name).toProto()).build());
    }

    private TriggerDetails details(String name) {
        return triggers.getTriggerDetails(GetTriggerDetailsRequest.newBuilder()
                        .setName(key(name).toProto())
                        .build())
                .getTrigger();
    }

    private List<TriggerRevision> history(String name) {
        return triggers.getTriggerRevisionHistory(GetTriggerRevisionHistoryRequest.newBuilder()
                        .setName(key(name).toProto())
                        .build())
                .getTriggersList();
    }

    private TriggerKey key(String name) {
        return new TriggerKey(Requests.PROJECT, Requests.DOMAIN, task, name);
    }

    private TaskName taskName() {
        return TaskName.newBuilder()
                .setProject(Requests.PROJECT)
                .setDomain(Requests.DOMAIN)
                .setName(task)
                .build();
    }

    private static TriggerAutomationSpec yearly() {
        return cron("@yearly");
    }

    private static TriggerAutomationSpec cron(String expression) {
        return TriggerAutomationSpec.newBuilder()
                .setSchedule(Schedule.newBuilder().setCron(Cron.newBuilder().setExpression(expression)))
                .build();
    }
}
