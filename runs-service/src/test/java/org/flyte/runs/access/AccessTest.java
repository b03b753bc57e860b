package org.flyte.runs.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.MetadataUtils;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flyte.idl.access.AccessServiceGrpc.AccessServiceBlockingStub;
import org.flyte.idl.access.AddRoleBindingRequest;
import org.flyte.idl.access.GetOwnRolesRequest;
import org.flyte.idl.access.ListRoleBindingsRequest;
import org.flyte.idl.access.RemoveRoleBindingRequest;
import org.flyte.idl.access.Role;
import org.flyte.idl.access.RoleBinding;
import org.flyte.idl.access.StoredRoleBinding;
import org.flyte.idl.access.SubjectKind;
import org.flyte.idl.auth.AuthMetadataServiceGrpc.AuthMetadataServiceBlockingStub;
import org.flyte.idl.auth.GetPublicClientConfigRequest;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.ListRunsRequest;
import org.flyte.idl.workflow.RunServiceGrpc.RunServiceBlockingStub;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestIssuer;
import org.flyte.platform.testkit.TestTokens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service with authentication on: who comes in, who may do what, and who says so. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(TestIssuer.class)
class AccessTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @GrpcClient("self")
    AccessServiceBlockingStub access;

    @GrpcClient("self")
    ProjectServiceBlockingStub projects;

    @GrpcClient("self")
    RunServiceBlockingStub runs;

    @GrpcClient("self")
    AuthMetadataServiceBlockingStub metadata;

    @Inject
    FileBindings file;

    private final TestTokens tokens = TestTokens.current();
    private final String project = "p" + UUID.randomUUID().toString().substring(0, 8);
    private final String user = "u-" + UUID.randomUUID();

    @BeforeEach
    void makeProject() {
        as("root", projects)
                .createProject(CreateProjectRequest.newBuilder()
                        .setProject(Project.newBuilder().setId(project).setName(project))
                        .build());
    }

    @Test
    void answersNobodyButWhatALoginNeeds() {
        assertThat(metadata.withDeadlineAfter(TIMEOUT)
                        .getPublicClientConfig(GetPublicClientConfigRequest.getDefaultInstance())
                        .getAuthorizationMetadataKey())
                .isEqualTo("authorization");
        refused(() -> runs.withDeadlineAfter(TIMEOUT).getRunDetails(details()), Status.Code.UNAUTHENTICATED, "log in");
    }

    @Test
    void hidesAProjectFromThoseWithoutARoleThere() {
        refused(() -> as(user, runs).getRunDetails(details()), Status.Code.NOT_FOUND, project);
    }

    @Test
    void letsAViewerReadAndNothingElse() {
        bind(user, Role.ROLE_VIEWER, project, "development");

        refused(() -> as(user, runs).getRunDetails(details()), Status.Code.NOT_FOUND, "development/r1 does not exist");
        refused(
                () -> as(user, runs)
                        .abortRun(AbortRunRequest.newBuilder().setRunId(runId()).build()),
                Status.Code.PERMISSION_DENIED,
                "runner needed in %s/development, you are viewer".formatted(project));
    }

    @Test
    void countsRolesOfGroups() {
        String group = "g-" + user;
        add(binding(SubjectKind.SUBJECT_KIND_GROUP, group, Role.ROLE_RUNNER, project, "*"));

        String token = tokens.user(user, group);
        assertThat(with(token, access)
                        .getOwnRoles(GetOwnRolesRequest.getDefaultInstance())
                        .getBindingsList())
                .extracting(RoleBinding::getRole)
                .containsExactly(Role.ROLE_RUNNER);
        refused(
                () -> with(token, runs).getRunDetails(details()),
                Status.Code.NOT_FOUND,
                "development/r1 does not exist");
    }

    @Test
    void letsAnAdminOfAProjectManageItsRolesOnly() {
        bind(user, Role.ROLE_ADMIN, project, "*");
        RoleBinding own = binding(SubjectKind.SUBJECT_KIND_USER, "x", Role.ROLE_VIEWER, project, "development");
        RoleBinding other = binding(SubjectKind.SUBJECT_KIND_USER, "x", Role.ROLE_VIEWER, "*", "development");

        as(user, access)
                .addRoleBinding(
                        AddRoleBindingRequest.newBuilder().setBinding(own).build());

        refused(
                () -> as(user, access)
                        .addRoleBinding(AddRoleBindingRequest.newBuilder()
                                .setBinding(other)
                                .build()),
                Status.Code.NOT_FOUND,
                "does not exist");
        assertThat(as(user, access)
                        .listRoleBindings(ListRoleBindingsRequest.getDefaultInstance())
                        .getBindingsList())
                .extracting(StoredRoleBinding::getBinding)
                .extracting(RoleBinding::getProject)
                .containsOnly(project);
    }

    @Test
    void refusesBindingsToWhatDoesNotExist() {
        refused(
                () -> add(binding(SubjectKind.SUBJECT_KIND_USER, user, Role.ROLE_VIEWER, "no-such-project", "*")),
                Status.Code.INVALID_ARGUMENT,
                "project 'no-such-project' does not exist");
        refused(
                () -> add(binding(SubjectKind.SUBJECT_KIND_USER, user, Role.ROLE_VIEWER, project, "no-such-domain")),
                Status.Code.INVALID_ARGUMENT,
                "domain 'no-such-domain' does not exist");
        refused(
                () -> add(binding(SubjectKind.SUBJECT_KIND_USER, user, Role.ROLE_UNSPECIFIED, project, "*")),
                Status.Code.INVALID_ARGUMENT,
                "binding.role");
    }

    @Test
    void answersWhatIsBoundTwiceAsItIs() {
        RoleBinding binding = binding(SubjectKind.SUBJECT_KIND_USER, user, Role.ROLE_VIEWER, project, "*");

        assertThat(add(binding)).isEqualTo(add(binding));
    }

    @Test
    void withdrawsARole() {
        RoleBinding binding = bind(user, Role.ROLE_VIEWER, project, "development");

        RemoveRoleBindingRequest removal =
                RemoveRoleBindingRequest.newBuilder().setBinding(binding).build();
        as("root", access).removeRoleBinding(removal);

        refused(() -> as(user, runs).getRunDetails(details()), Status.Code.NOT_FOUND, "you have no role there");
        refused(() -> as("root", access).removeRoleBinding(removal), Status.Code.NOT_FOUND, "is not viewer");
    }

    @Test
    void asksAPersonForMoreThanALoginToMakeAProject() {
        refused(
                () -> as(user, projects)
                        .createProject(CreateProjectRequest.newBuilder()
                                .setProject(Project.newBuilder().setId("other").setName("other"))
                                .build()),
                Status.Code.PERMISSION_DENIED,
                "admin needed in the organization");
    }

    @Test
    void listsRunsOfAProjectForThoseWithARoleThere() {
        refused(() -> as(user, runs).listRuns(listing()), Status.Code.NOT_FOUND, project);

        bind(user, Role.ROLE_VIEWER, project, "development");

        assertThat(as(user, runs).listRuns(listing()).getRunsList()).isEmpty();
    }

    @Test
    void replacesTheBindingsOfTheFileAsAWhole() {
        file.apply(entry(project)).await().atMost(TIMEOUT);
        assertThat(as(user, runs).listRuns(listing()).getRunsList()).isEmpty();

        assertThatThrownBy(() -> file.apply(entry("no-such-project")).await().atMost(TIMEOUT))
                .hasMessageContaining("project 'no-such-project' does not exist");
        assertThat(as(user, runs).listRuns(listing()).getRunsList()).isEmpty();
        refused(
                () -> as("root", access)
                        .removeRoleBinding(RemoveRoleBindingRequest.newBuilder()
                                .setBinding(binding(
                                        SubjectKind.SUBJECT_KIND_USER, user, Role.ROLE_VIEWER, project, "development"))
                                .build()),
                Status.Code.NOT_FOUND,
                "what a file or the configuration binds is changed there");

        file.apply("bindings: []").await().atMost(TIMEOUT);
        refused(() -> as(user, runs).listRuns(listing()), Status.Code.NOT_FOUND, project);
    }

    private String entry(String project) {
        return "bindings: [{user: %s, role: viewer, project: %s, domain: development}]".formatted(user, project);
    }

    private ListRunsRequest listing() {
        return ListRunsRequest.newBuilder()
                .setProjectId(ProjectIdentifier.newBuilder().setName(project).setDomain("development"))
                .build();
    }

    private RoleBinding bind(String subject, Role role, String project, String domain) {
        RoleBinding binding = binding(SubjectKind.SUBJECT_KIND_USER, subject, role, project, domain);
        add(binding);
        return binding;
    }

    private StoredRoleBinding add(RoleBinding binding) {
        return as("root", access)
                .addRoleBinding(
                        AddRoleBindingRequest.newBuilder().setBinding(binding).build())
                .getBinding();
    }

    private static RoleBinding binding(SubjectKind kind, String subject, Role role, String project, String domain) {
        return RoleBinding.newBuilder()
                .setSubjectKind(kind)
                .setSubject(subject)
                .setRole(role)
                .setProject(project)
                .setDomain(domain)
                .build();
    }

    private GetRunDetailsRequest details() {
        return GetRunDetailsRequest.newBuilder().setRunId(runId()).build();
    }

    private RunIdentifier runId() {
        return RunIdentifier.newBuilder()
                .setProject(project)
                .setDomain("development")
                .setName("r1")
                .build();
    }

    private <S extends AbstractBlockingStub<S>> S as(String subject, S stub) {
        return with(tokens.user(subject), stub);
    }

    private static <S extends AbstractBlockingStub<S>> S with(String token, S stub) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        return stub.withDeadlineAfter(TIMEOUT).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static void refused(ThrowingCallable call, Status.Code code, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refusal -> assertThat(refusal.getStatus().getCode())
                                .as(refusal.getMessage())
                                .isEqualTo(code))
                .hasMessageContainingAll(words);
    }
}
