package org.flyte.runs.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.util.JsonFormat;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.MetadataUtils;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.grpc.GrpcService;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flyte.idl.access.AccessServiceGrpc.AccessServiceBlockingStub;
import org.flyte.idl.access.AddRoleBindingRequest;
import org.flyte.idl.access.Role;
import org.flyte.idl.access.RoleBinding;
import org.flyte.idl.access.SubjectKind;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.Project;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.platform.identity.permission.ExampleRequest;
import org.flyte.platform.identity.permission.MethodRule;
import org.flyte.platform.identity.permission.Need;
import org.flyte.platform.identity.permission.PermissionTable;
import org.flyte.platform.testkit.AccessMatrix;
import org.flyte.platform.testkit.AccessMatrix.Answer;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.platform.testkit.TestIssuer;
import org.flyte.platform.testkit.TestTokens;
import org.junit.jupiter.api.Test;

/** Every method that the service serves, called by every kind of caller over a socket. */
@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(TestIssuer.class)
class AccessMatrixTest {
    private static final String DOMAIN = "development";
    private static final List<String> CALLERS = List.of(
            "nobody", "forged", "without a role", "of another project", "viewer", "runner", "admin", "root", "service");

    @TestHTTPResource
    URI server;

    @Inject
    @GrpcService
    Instance<BindableService> services;

    @GrpcClient("self")
    AccessServiceBlockingStub access;

    @GrpcClient("self")
    ProjectServiceBlockingStub projects;

    private final TestTokens tokens = TestTokens.current();
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String project = "m" + suffix;
    private final String other = "n" + suffix;

    @Test
    void answersEachCallerAsTheTableSays() throws Exception {
        makeProject(project);
        makeProject(other);
        Map<String, String> callers = callers();
        PermissionTable table = PermissionTable.load();
        AccessMatrix matrix = new AccessMatrix(server);
        List<String> wrong = new ArrayList<>();
        int cells = 0;
        for (MethodDescriptor method : methods()) {
            MethodRule rule = table.of(method.getService().getFullName() + "/" + method.getName())
                    .orElseThrow();
            boolean stream = method.isServerStreaming() || method.isClientStreaming();
            String request =
                    JsonFormat.printer().print(ExampleRequest.of(rule, method.getInputType(), project, DOMAIN));
            for (String caller : CALLERS) {
                Answer expected = expected(rule, caller);
                Answer answer = matrix.call(rule.method(), stream, request, callers.get(caller));
                cells++;
                if (answer != expected) {
                    wrong.add("%s by %s: %s, not %s".formatted(rule.method(), caller, answer, expected));
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(cells).isGreaterThan(60 * CALLERS.size());
    }

    private static Answer expected(MethodRule rule, String caller) {
        if (rule.need() == Need.ANYBODY) {
            return Answer.ALLOWED;
        }
        return switch (caller) {
            case "nobody", "forged" -> Answer.LOGIN_NEEDED;
            case "service" -> rule.services() ? Answer.ALLOWED : Answer.TOO_LITTLE;
            default -> ofUser(rule, caller);
        };
    }

    private static Answer ofUser(MethodRule rule, String caller) {
        boolean wholeProject = rule.method().endsWith("/UpdateProject");
        boolean partialProject = rule.method().endsWith("/GetProject");
        return switch (rule.need()) {
            case SERVICE -> Answer.TOO_LITTLE;
            case LOGIN -> Answer.ALLOWED;
            case ORGANIZATION -> caller.equals("root") ? Answer.ALLOWED : Answer.TOO_LITTLE;
            default -> {
                if (partialProject) {
                    yield Answer.ALLOWED;
                }
                int held = List.of("viewer", "runner", "admin", "root").indexOf(caller);
                int needed = rule.need() == Need.VIEWER ? 0 : rule.need() == Need.ADMIN ? 2 : 1;
                if (held < 0) {
                    yield Answer.HIDDEN;
                }
                if (wholeProject && held == 2) {
                    yield Answer.TOO_LITTLE;
                }
                yield held >= needed ? Answer.ALLOWED : Answer.TOO_LITTLE;
            }
        };
    }

    private Map<String, String> callers() {
        Map<String, String> callers = new HashMap<>();
        Map<String, Role> roles = new LinkedHashMap<>();
        roles.put("viewer", Role.ROLE_VIEWER);
        roles.put("runner", Role.ROLE_RUNNER);
        roles.put("admin", Role.ROLE_ADMIN);
        roles.forEach((name, role) -> {
            bind(name + suffix, role, project);
            callers.put(name, tokens.user(name + suffix));
        });
        bind("foreign" + suffix, Role.ROLE_ADMIN, other);
        callers.put("of another project", tokens.user("foreign" + suffix));
        callers.put("without a role", tokens.user("stranger" + suffix));
        callers.put("root", tokens.user("root"));
        callers.put("service", tokens.service("actions-service"));
        callers.put("forged", tokens.user("root").replaceFirst("\\.[^.]*$", ".AAAA"));
        return callers;
    }

    private List<MethodDescriptor> methods() {
        List<MethodDescriptor> methods = new ArrayList<>();
        for (BindableService service : services) {
            if (service.bindService().getServiceDescriptor().getSchemaDescriptor()
                            instanceof ProtoServiceDescriptorSupplier schema
                    && !schema.getServiceDescriptor().getFullName().startsWith("grpc.")) {
                methods.addAll(schema.getServiceDescriptor().getMethods());
            }
        }
        return methods;
    }

    private void bind(String user, Role role, String where) {
        root(access)
                .addRoleBinding(AddRoleBindingRequest.newBuilder()
                        .setBinding(RoleBinding.newBuilder()
                                .setSubjectKind(SubjectKind.SUBJECT_KIND_USER)
                                .setSubject(user)
                                .setRole(role)
                                .setProject(where)
                                .setDomain(DOMAIN))
                        .build());
    }

    private void makeProject(String name) {
        root(projects)
                .createProject(CreateProjectRequest.newBuilder()
                        .setProject(Project.newBuilder().setId(name).setName(name))
                        .build());
    }

    private <S extends AbstractBlockingStub<S>> S root(S stub) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + tokens.user("root"));
        return stub.withDeadlineAfter(Duration.ofSeconds(20))
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
