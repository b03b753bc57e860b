package org.flyte.runs.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Value;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.flyte.idl.access.AccessServiceGrpc.AccessServiceBlockingStub;
import org.flyte.idl.access.AddRoleBindingRequest;
import org.flyte.idl.access.RemoveRoleBindingRequest;
import org.flyte.idl.access.Role;
import org.flyte.idl.access.RoleBinding;
import org.flyte.idl.access.SubjectKind;
import org.flyte.idl.auth.IdentityServiceGrpc.IdentityServiceBlockingStub;
import org.flyte.idl.auth.UserInfoRequest;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.internal.GetRunCreatorRequest;
import org.flyte.idl.internal.RunCreator;
import org.flyte.idl.internal.RunStateServiceGrpc.RunStateServiceBlockingStub;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.GetProjectRequest;
import org.flyte.idl.project.ListProjectsRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.idl.task.DeployTaskRequest;
import org.flyte.idl.task.ListTasksRequest;
import org.flyte.idl.task.ListTasksResponse;
import org.flyte.idl.task.TaskIdentifier;
import org.flyte.idl.task.TaskServiceGrpc.TaskServiceBlockingStub;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.ListRunsResponse;
import org.flyte.idl.workflow.Run;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.idl.workflow.WatchRunDetailsRequest;
import org.flyte.idl.workflow.WatchRunDetailsResponse;
import org.flyte.idl.workflow.WatchRunsRequest;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestIssuer;
import org.flyte.platform.testkit.TestTokens;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two tenants on one service: neither sees anything of the other, in lists, totals and streams. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(TestIssuer.class)
class AccessListsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String DOMAIN = "development";
    private static final int RUNS = 7;

    @GrpcClient("self")
    AccessServiceBlockingStub access;

    @GrpcClient("self")
    ProjectServiceBlockingStub projects;

    @GrpcClient("self")
    TaskServiceBlockingStub tasks;

    @GrpcClient("self")
    RunServiceBlockingStub runs;

    @GrpcClient("self")
    RunStateServiceBlockingStub states;

    @GrpcClient("self")
    IdentityServiceBlockingStub identity;

    @GrpcClient("self")
    Channel channel;

    private final TestTokens tokens = TestTokens.current();
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String one = "one" + suffix;
    private final String two = "two" + suffix;

    @BeforeEach
    void fillBothProjects() {
        for (String tenant : new String[] {one, two}) {
            as("root", projects)
                    .createProject(CreateProjectRequest.newBuilder()
                            .setProject(Project.newBuilder().setId(tenant).setName(tenant))
                            .build());
            bind("user-" + tenant, tenant);
            for (int i = 0; i < RUNS; i++) {
                run(tenant);
                deploy(tenant, "task" + i);
            }
        }
    }

    @Test
    void listsTheRunsOfTheCallersProjectsOnly() {
        assertThat(pagesOfRuns("user-" + one))
                .hasSize(RUNS)
                .allMatch(run -> projectOf(run).equals(one));
        assertThat(pagesOfRuns("stranger" + suffix)).isEmpty();
        assertThat(pagesOfRuns("root")).hasSizeGreaterThanOrEqualTo(2 * RUNS);
    }

    @Test
    void countsTheTasksOfTheCallersProjectsOnly() {
        ListTasksResponse page = as("user-" + two, tasks)
                .listTasks(ListTasksRequest.newBuilder()
                        .setOrg("flyte")
                        .setRequest(ListRequest.newBuilder().setLimit(3))
                        .build());

        assertThat(page.getTasksList())
                .hasSize(3)
                .allMatch(task -> task.getTaskId().getProject().equals(two));
        assertThat(page.getMetadata().getTotal()).isEqualTo(RUNS);
        assertThat(page.getMetadata().getFilteredTotal()).isEqualTo(RUNS);
    }

    @Test
    void doesNotWidenAListByAFilter() {
        for (Filter.Function function :
                List.of(Filter.Function.EQUAL, Filter.Function.CONTAINS, Filter.Function.VALUE_IN)) {
            assertThat(page("user-" + one, filter(function, two), "").getRunsList())
                    .isEmpty();
        }
        assertThat(page("user-" + one, filter(Filter.Function.NOT_EQUAL, one), "")
                        .getRunsList())
                .isEmpty();
        assertThat(page("user-" + one, filter(Filter.Function.EQUAL, "x' OR '1'='1"), "")
                        .getRunsList())
                .isEmpty();
        assertThat(page("user-" + two, filter(Filter.Function.EQUAL, two), "").getRunsList())
                .isNotEmpty();
    }

    @Test
    void hasNoRightsInThePageTokenOfSomebodyElse() {
        String token = page("root", Filter.getDefaultInstance(), "").getToken();
        assertThat(token).isNotEmpty();

        assertThat(page("user-" + one, Filter.getDefaultInstance(), token).getRunsList())
                .allMatch(run -> projectOf(run).equals(one));
        assertThat(page("stranger" + suffix, Filter.getDefaultInstance(), token).getRunsList())
                .isEmpty();
    }

    @Test
    void tellsServicesWhoMadeARun() {
        RunStateServiceBlockingStub service = with(tokens.service("actions-service"), states);

        RunCreator creator = service.getRunCreator(
                        GetRunCreatorRequest.newBuilder().setRun(run(one)).build())
                .getCreator();

        assertThat(creator.getIssuer()).isEqualTo(TestIssuer.USERS);
        assertThat(creator.getSubject()).isEqualTo("root");
        assertThat(creator.getGroupsList()).containsExactly("founders");
        assertThat(service.getRunCreator(GetRunCreatorRequest.newBuilder()
                                .setRun(run(one).toBuilder().setName("r-unknown"))
                                .build())
                        .hasCreator())
                .isFalse();
    }

    @Test
    void tellsACallerItsRoles() {
        assertThat(as("user-" + one, identity)
                        .userInfo(UserInfoRequest.getDefaultInstance())
                        .getAdditionalClaims()
                        .getFieldsOrThrow("flyte_roles")
                        .getListValue()
                        .getValuesList())
                .extracting(Value::getStringValue)
                .containsExactly("viewer %s/%s".formatted(one, DOMAIN));
    }

    @Test
    void listsTheProjectsOfTheCallerOnly() {
        assertThat(as("user-" + one, projects)
                        .listProjects(ListProjectsRequest.getDefaultInstance())
                        .getProjects()
                        .getProjectsList())
                .extracting(Project::getId)
                .containsExactly(one);
        assertThatThrownBy(() -> as("user-" + one, projects)
                        .getProject(GetProjectRequest.newBuilder().setId(two).build()))
                .hasMessageContaining("NOT_FOUND: project %s does not exist".formatted(two));
    }

    @Test
    void watchesTheRunsOfTheCallersProjectsOnly() {
        Recorded<WatchRunsResponse> watch = new Recorded<>();
        as("user-" + one, RunServiceGrpc.newStub(channel))
                .watchRuns(WatchRunsRequest.newBuilder().setOrg("flyte").build(), watch);
        await().atMost(TIMEOUT).until(() -> !watch.messages.isEmpty());

        run(two);
        RunIdentifier own = run(one);

        await().atMost(TIMEOUT)
                .until(() -> projects(watch).size() == 1
                        && watch.messages.stream()
                                .flatMap(message -> message.getRunsList().stream())
                                .anyMatch(run -> run.getAction()
                                        .getId()
                                        .getRun()
                                        .getName()
                                        .equals(own.getName())));
        assertThat(projects(watch)).containsExactly(one);
    }

    @Test
    void endsAStreamWhenTheRoleIsWithdrawn() {
        Recorded<WatchRunDetailsResponse> watch = new Recorded<>();
        as("user-" + one, RunServiceGrpc.newStub(channel)).watchRunDetails(details(run(one)), watch);
        await().atMost(TIMEOUT).until(() -> !watch.messages.isEmpty());

        as("root", access)
                .removeRoleBinding(RemoveRoleBindingRequest.newBuilder()
                        .setBinding(binding("user-" + one, one))
                        .build());

        await().atMost(TIMEOUT).until(() -> watch.end != null);
        assertThat(watch.end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void endsAStreamWithOkWhenTheTokenExpires() {
        Map<String, Object> claims = tokens.userClaims("user-" + one);
        // Good for two more seconds, the skew included.
        claims.put("exp", Instant.now().plusSeconds(2).getEpochSecond());
        Recorded<WatchRunDetailsResponse> watch = new Recorded<>();

        with(tokens.sign(claims), RunServiceGrpc.newStub(channel)).watchRunDetails(details(run(one)), watch);

        await().atMost(TIMEOUT).until(() -> watch.end != null);
        assertThat(watch.end.getCode()).isEqualTo(Status.Code.OK);
        assertThat(watch.messages).isNotEmpty();
    }

    private Set<String> projects(Recorded<WatchRunsResponse> watch) {
        return watch.messages.stream()
                .flatMap(message -> message.getRunsList().stream())
                .map(AccessListsTest::projectOf)
                .collect(Collectors.toSet());
    }

    /** All pages of three. */
    private Queue<Run> pagesOfRuns(String user) {
        Queue<Run> found = new ConcurrentLinkedQueue<>();
        String token = "";
        do {
            ListRunsResponse page = as(user, runs)
                    .listRuns(ListRunsRequest.newBuilder()
                            .setOrg("flyte")
                            .setRequest(ListRequest.newBuilder().setLimit(3).setToken(token))
                            .build());
            found.addAll(page.getRunsList());
            token = page.getToken();
        } while (!token.isEmpty());
        return found;
    }

    private ListRunsResponse page(String user, Filter filter, String token) {
        ListRequest.Builder request = ListRequest.newBuilder().setLimit(3).setToken(token);
        if (!filter.getField().isEmpty()) {
            request.addFilters(filter);
        }
        return as(user, runs)
                .listRuns(ListRunsRequest.newBuilder()
                        .setOrg("flyte")
                        .setRequest(request)
                        .build());
    }

    private static Filter filter(Filter.Function function, String project) {
        return Filter.newBuilder()
                .setFunction(function)
                .setField("project")
                .addValues(project)
                .build();
    }

    private static String projectOf(Run run) {
        return run.getAction().getId().getRun().getProject();
    }

    private RunIdentifier run(String project) {
        CreateRunRequest.Builder request = Requests.named(Requests.runName()).toBuilder();
        request.getRunIdBuilder().setProject(project);
        return with(tokens.user("root", "founders"), runs)
                .createRun(request.build())
                .getRun()
                .getAction()
                .getId()
                .getRun();
    }

    private void deploy(String project, String name) {
        as("root", tasks)
                .deployTask(DeployTaskRequest.newBuilder()
                        .setTaskId(TaskIdentifier.newBuilder()
                                .setProject(project)
                                .setDomain(DOMAIN)
                                .setName(name)
                                .setVersion("v1"))
                        .setSpec(Requests.spec(name))
                        .build());
    }

    private static WatchRunDetailsRequest details(RunIdentifier run) {
        return WatchRunDetailsRequest.newBuilder().setRunId(run).build();
    }

    private void bind(String user, String project) {
        as("root", access)
                .addRoleBinding(AddRoleBindingRequest.newBuilder()
                        .setBinding(binding(user, project))
                        .build());
    }

    private static RoleBinding binding(String user, String project) {
        return RoleBinding.newBuilder()
                .setSubjectKind(SubjectKind.SUBJECT_KIND_USER)
                .setSubject(user)
                .setRole(Role.ROLE_VIEWER)
                .setProject(project)
                .setDomain(DOMAIN)
                .build();
    }

    private <S extends AbstractStub<S>> S as(String user, S stub) {
        return with(tokens.user(user), stub);
    }

    private static <S extends AbstractStub<S>> S with(String token, S stub) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return stub.withDeadlineAfter(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** What a stream has sent, and how it ended. */
    private static final class Recorded<M> implements StreamObserver<M> {
        private final Queue<M> messages = new ConcurrentLinkedQueue<>();
        private volatile Status end;

        @Override
        public void onNext(M message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            end = ((StatusRuntimeException) failure).getStatus();
        }

        @Override
        public void onCompleted() {
            end = Status.OK;
        }
    }
}
