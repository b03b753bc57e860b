package org.flyte.devbox;

import io.grpc.Context;
import io.quarkus.grpc.GrpcClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.flyte.devbox.start.DevboxLogin;
import org.flyte.idl.access.AddRoleBindingRequest;
import org.flyte.idl.access.MutinyAccessServiceGrpc.MutinyAccessServiceStub;
import org.flyte.idl.access.Role;
import org.flyte.idl.access.RoleBinding;
import org.flyte.idl.access.SubjectKind;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.AuthenticationConfig.Kind;
import org.flyte.platform.identity.Caller;

/** Gives the groups of the built-in users their roles, as an admin would. */
@ApplicationScoped
class DevboxRoles {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String EVERYWHERE = "*";

    private final AuthenticationConfig authentication;
    private final MutinyAccessServiceStub access;

    DevboxRoles(AuthenticationConfig authentication, @GrpcClient("roles") MutinyAccessServiceStub access) {
        this.authentication = authentication;
        this.access = access;
    }

    /** Adds the bindings that are missing; does nothing where no login is needed. */
    void bind() {
        if (authentication.enabled()) {
            authentication.issuers().values().stream()
                    .filter(issuer -> issuer.kind() == Kind.USERS)
                    .map(issuer -> issuer.url().toString())
                    .forEach(url -> DevboxLogin.roles().forEach((group, role) -> bind(url, group, role)));
        }
    }

    private void bind(String url, String group, String role) {
        AddRoleBindingRequest request = AddRoleBindingRequest.newBuilder()
                .setBinding(RoleBinding.newBuilder()
                        .setSubjectKind(SubjectKind.SUBJECT_KIND_GROUP)
                        .setIssuer(url)
                        .setSubject(group)
                        .setRole(Role.valueOf("ROLE_" + role.toUpperCase(Locale.ROOT)))
                        .setProject(EVERYWHERE)
                        .setDomain(EVERYWHERE))
                .build();
        Caller admin = new Caller.User(url, "devbox", "devbox", Set.of(DevboxLogin.admins()), false);
        Callable<Object> call = () -> access.addRoleBinding(request).await().atMost(LIMIT);
        try {
            admin.in(Context.current()).call(call);
        } catch (Exception e) {
            throw new IllegalStateException("role %s was not given to %s".formatted(role, group), e);
        }
    }
}
