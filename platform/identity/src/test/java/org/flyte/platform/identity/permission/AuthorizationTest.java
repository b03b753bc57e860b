package org.flyte.platform.identity.permission;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.idl.actions.Action;
import org.flyte.idl.actions.EnqueueRequest;
import org.flyte.idl.actions.WatchForUpdatesRequest;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.common.TriggerName;
import org.flyte.idl.project.GetProjectRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.UpdateProjectRequest;
import org.flyte.idl.secret.CreateSecretRequest;
import org.flyte.idl.secret.SecretIdentifier;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.trigger.UpdateTriggersRequest;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.GetActionDataRequest;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.RecordActionRequest;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.RoleBindings;
import org.flyte.platform.identity.role.Subject;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.PermissionDenied;
import org.flyte.platform.model.FlyteException.Unauthenticated;
import org.junit.jupiter.api.Test;

class AuthorizationTest {
    private static final String ISSUER = "https://id.example";
    private static final Caller.User ALICE = new Caller.User(ISSUER, "alice", "alice", Set.of("ml"), false);
    private static final String RUNS = "flyteidl2.workflow.RunService/";
    private static final String ACTIONS = "flyteidl2.actions.ActionsService/";

    private final PermissionTable table = PermissionTable.load();
    private final Authorization authorization = new Authorization(Set.of("production"));

    @Test
    void tellsNobodyWhatThereIs() {
        refused(NotFound.class, "p/development does not exist", RUNS + "AbortRun", ALICE, List.of(), abort("p"));
        refused(
                NotFound.class,
                "p/development does not exist",
                RUNS + "AbortRun",
                ALICE,
                List.of(user(Role.ADMIN, "other", "*"), user(Role.ADMIN, "p", "staging")),
                abort("p"));
    }

    @Test
    void tellsWhoLacksARoleWhichIsNeeded() {
        refused(
                PermissionDenied.class,
                "runner needed in p/development, you are viewer",
                RUNS + "AbortRun",
                ALICE,
                List.of(user(Role.VIEWER, "p", "development")),
                abort("p"));
    }

    @Test
    void letsTheRoleAndThoseAboveItPass() {
        for (Role role : List.of(Role.RUNNER, Role.ADMIN)) {
            allowed(RUNS + "AbortRun", ALICE, List.of(user(role, "p", "development")), abort("p"));
            allowed(RUNS + "AbortRun", ALICE, List.of(user(role, "*", "development")), abort("p"));
            allowed(RUNS + "AbortRun", ALICE, List.of(user(role, "p", "*")), abort("p"));
            allowed(RUNS + "AbortRun", ALICE, List.of(user(role, "*", "*")), abort("p"));
        }
    }

    @Test
    void countsGroupsOfTheSameIssuerOnly() {
        allowed(RUNS + "AbortRun", ALICE, List.of(group(ISSUER, "ml")), abort("p"));
        refused(
                NotFound.class,
                "p/development",
                RUNS + "AbortRun",
                ALICE,
                List.of(group("https://other.example", "ml"), group(ISSUER, "ops")),
                abort("p"));
    }

    @Test
    void takesAClientNotForAPersonOfTheSameId() {
        Caller.User client = new Caller.User(ISSUER, "alice", "alice", Set.of(), true);

        refused(
                NotFound.class,
                "p/development",
                RUNS + "AbortRun",
                client,
                List.of(user(Role.ADMIN, "p", "*")),
                abort("p"));
    }

    @Test
    void deploysToAProtectedDomainAsAdminOnly() {
        String deploy = "flyteidl2.task.TaskService/DeployTask";
        List<RoleBinding> runner = List.of(user(Role.RUNNER, "p", "*"));

        allowed(deploy, ALICE, runner, deploy("p", "development"));
        refused(
                PermissionDenied.class,
                "admin needed in p/production",
                deploy,
                ALICE,
                runner,
                deploy("p", "production"));
        allowed(deploy, ALICE, List.of(user(Role.ADMIN, "p", "production")), deploy("p", "production"));
    }

    @Test
    void looksAtEachPlaceOfARequest() {
        UpdateTriggersRequest request = UpdateTriggersRequest.newBuilder()
                .addNames(TriggerName.newBuilder().setProject("p").setDomain("development"))
                .addNames(TriggerName.newBuilder().setProject("q").setDomain("development"))
                .build();

        refused(
                NotFound.class,
                "q/development",
                "flyteidl2.trigger.TriggerService/UpdateTriggers",
                ALICE,
                List.of(user(Role.ADMIN, "p", "*")),
                request);
    }

    @Test
    void looksAtWhatARunRefersTo() {
        CreateRunRequest foreign = CreateRunRequest.newBuilder()
                .setProjectId(ProjectIdentifier.newBuilder().setName("p").setDomain("development"))
                .setTaskId(TaskIdentifier.newBuilder().setProject("q").setDomain("development"))
                .build();
        List<RoleBinding> own = List.of(user(Role.RUNNER, "p", "*"));

        refused(NotFound.class, "q/development", RUNS + "CreateRun", ALICE, own, foreign);
        allowed(
                RUNS + "CreateRun",
                ALICE,
                List.of(user(Role.RUNNER, "p", "*"), user(Role.VIEWER, "q", "development")),
                foreign);
    }

    @Test
    void asksForTheOrganizationWhereARequestIsInNoProject() {
        String create = "flyteidl2.secret.SecretService/CreateSecret";
        CreateSecretRequest global = CreateSecretRequest.newBuilder()
                .setId(SecretIdentifier.newBuilder().setName("s"))
                .build();

        refused(PermissionDenied.class, "admin needed in the organization", create, ALICE, List.of(), global);
        refused(
                PermissionDenied.class,
                "admin needed in the organization",
                create,
                ALICE,
                List.of(user(Role.RUNNER, "*", "*")),
                global);
        allowed(create, ALICE, List.of(user(Role.ADMIN, "*", "*")), global);
    }

    @Test
    void changesAProjectByAnAdminOfAllItsDomains() {
        String update = "flyteidl2.project.ProjectService/UpdateProject";
        UpdateProjectRequest request = UpdateProjectRequest.newBuilder()
                .setProject(Project.newBuilder().setId("p"))
                .build();

        allowed(update, ALICE, List.of(user(Role.ADMIN, "p", "*")), request);
        refused(
                PermissionDenied.class,
                "admin needed in p/*",
                update,
                ALICE,
                List.of(user(Role.ADMIN, "p", "development")),
                request);
    }

    @Test
    void leavesPartialScopesToTheList() {
        allowed(
                RUNS + "ListRuns",
                ALICE,
                List.of(),
                ListRunsRequest.newBuilder().setOrg("o").build());
        allowed(
                "flyteidl2.project.ProjectService/GetProject",
                ALICE,
                List.of(),
                GetProjectRequest.newBuilder().setId("p").build());
        refused(
                NotFound.class,
                "p/development",
                RUNS + "ListRuns",
                ALICE,
                List.of(),
                ListRunsRequest.newBuilder()
                        .setProjectId(
                                ProjectIdentifier.newBuilder().setName("p").setDomain("development"))
                        .build());
    }

    @Test
    void letsAPodActOnItsOwnRunOnly() {
        Caller.Pod pod = pod("p", "r1", new Caller.Anonymous());

        allowed(ACTIONS + "Enqueue", pod, List.of(), enqueue("p", "r1"));
        allowed(ACTIONS + "WatchForUpdates", pod, List.of(), watch("p", "r1"));
        refused(NotFound.class, "p/development/r1", ACTIONS + "Enqueue", pod, List.of(), enqueue("p", "r2"));
        refused(NotFound.class, "p/development/r1", ACTIONS + "Enqueue", pod, List.of(), enqueue("q", "r1"));
        refused(NotFound.class, "", ACTIONS + "WatchForUpdates", pod, List.of(), watch("p", "r2"));
    }

    @Test
    void letsAPodReadInItsProjectAsFarAsItsCreatorMay() {
        String method = RUNS + "GetActionData";

        allowed(method, pod("p", "r1", new Caller.Anonymous()), List.of(), data("p", "r2"));
        refused(
                NotFound.class,
                "another project",
                method,
                pod("p", "r1", new Caller.Anonymous()),
                List.of(),
                data("q", "r2"));
        allowed(method, pod("p", "r1", ALICE), List.of(user(Role.VIEWER, "p", "development")), data("p", "r2"));
        refused(NotFound.class, "p/development", method, pod("p", "r1", ALICE), List.of(), data("p", "r2"));
    }

    @Test
    void letsAPodDoNothingElse() {
        Caller.Pod pod = pod("p", "r1", new Caller.Anonymous());

        refused(PermissionDenied.class, "a task pod may not", RUNS + "AbortRun", pod, List.of(), abort("p"));
        refused(
                PermissionDenied.class,
                "a task pod may not",
                "flyteidl2.workflow.InternalRunService/RecordAction",
                pod,
                List.of(),
                RecordActionRequest.getDefaultInstance());
    }

    @Test
    void letsServicesCallWhatIsTheirs() {
        Caller.Service service = new Caller.Service("actions-service", Optional.empty());

        allowed(
                "flyteidl2.workflow.InternalRunService/RecordAction",
                service,
                List.of(),
                RecordActionRequest.getDefaultInstance());
        refused(PermissionDenied.class, "only for a user", RUNS + "AbortRun", service, List.of(), abort("p"));
        refused(
                PermissionDenied.class,
                "only services",
                "flyteidl2.workflow.InternalRunService/RecordAction",
                ALICE,
                List.of(user(Role.ADMIN, "*", "*")),
                RecordActionRequest.getDefaultInstance());
    }

    @Test
    void givesAServiceTheRightsOfWhomItSpeaksFor() {
        Caller.Service service = new Caller.Service("dataproxy-service", Optional.of(ALICE));

        refused(NotFound.class, "p/development", RUNS + "AbortRun", service, List.of(), abort("p"));
        allowed(RUNS + "AbortRun", service, List.of(user(Role.RUNNER, "p", "*")), abort("p"));
    }

    @Test
    void asksStrangersToLogIn() {
        refused(Unauthenticated.class, "log in", RUNS + "AbortRun", new Caller.Anonymous(), List.of(), abort("p"));
    }

    private void allowed(String method, Caller caller, List<RoleBinding> roles, Message request) {
        assertThatCode(() -> decide(method, caller, roles, request)).doesNotThrowAnyException();
    }

    private void refused(
            Class<? extends RuntimeException> how,
            String words,
            String method,
            Caller caller,
            List<RoleBinding> roles,
            Message request) {
        assertThatThrownBy(() -> decide(method, caller, roles, request))
                .isInstanceOf(how)
                .hasMessageContaining(words);
    }

    private void decide(String method, Caller caller, List<RoleBinding> roles, Message request) {
        MethodRule rule = table.of(method).orElseThrow();
        authorization.checkCaller(rule, caller);
        authorization.check(rule, caller, new RoleBindings(roles), request);
    }

    private static RoleBinding user(Role role, String project, String domain) {
        return new RoleBinding(new Subject(Subject.Kind.USER, ISSUER, "alice"), role, project, domain);
    }

    private static RoleBinding group(String issuer, String name) {
        return new RoleBinding(new Subject(Subject.Kind.GROUP, issuer, name), Role.RUNNER, "p", "*");
    }

    private static Caller.Pod pod(String project, String run, Caller creator) {
        PodIdentity identity = new PodIdentity(new ActionKey(project, "development", run, "a0"), 1, creator);
        return new Caller.Pod(new PodReference("n", "pod", "uid"), "default", Optional.of(identity));
    }

    private static AbortRunRequest abort(String project) {
        return AbortRunRequest.newBuilder().setRunId(run(project, "r1")).build();
    }

    private static DeployTaskRequest deploy(String project, String domain) {
        return DeployTaskRequest.newBuilder()
                .setTaskId(TaskIdentifier.newBuilder().setProject(project).setDomain(domain))
                .build();
    }

    private static EnqueueRequest enqueue(String project, String run) {
        return EnqueueRequest.newBuilder()
                .setAction(Action.newBuilder().setActionId(action(project, run)))
                .build();
    }

    private static WatchForUpdatesRequest watch(String project, String run) {
        return WatchForUpdatesRequest.newBuilder()
                .setParentActionId(action(project, run))
                .build();
    }

    private static GetActionDataRequest data(String project, String run) {
        return GetActionDataRequest.newBuilder()
                .setActionId(action(project, run))
                .build();
    }

    private static ActionIdentifier action(String project, String run) {
        return ActionIdentifier.newBuilder()
                .setRun(run(project, run))
                .setName("a1")
                .build();
    }

    private static RunIdentifier run(String project, String name) {
        return RunIdentifier.newBuilder()
                .setProject(project)
                .setDomain("development")
                .setName(name)
                .build();
    }
}
