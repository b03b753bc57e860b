package org.flyte.platform.identity.remote;

import io.quarkus.arc.DefaultBean;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import org.flyte.idl.internal.BoundRole;
import org.flyte.idl.internal.GetRoleBindingsRequest;
import org.flyte.idl.internal.GetRoleBindingsResponse;
import org.flyte.idl.internal.MutinyRoleBindingServiceGrpc.MutinyRoleBindingServiceStub;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.role.FreshRoles;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.RoleBindings;
import org.flyte.platform.identity.role.RoleConfig;
import org.flyte.platform.identity.role.RoleSource;
import org.flyte.platform.identity.role.Subject;
import org.jboss.logging.Logger;

/** Reads the bindings from runs-service, again and again; only what has changed is sent. */
@DefaultBean
@ApplicationScoped
public class RemoteRoles implements RoleSource {
    private static final Logger LOG = Logger.getLogger(RemoteRoles.class);

    private final AuthenticationConfig authentication;
    private final RoleConfig config;
    private final FreshRoles roles;
    private final Vertx vertx;
    private final MutinyRoleBindingServiceStub client;
    private volatile boolean stopped;

    RemoteRoles(
            AuthenticationConfig authentication,
            RoleConfig config,
            Clock clock,
            Vertx vertx,
            @GrpcClient("roles") MutinyRoleBindingServiceStub client) {
        this.authentication = authentication;
        this.config = config;
        this.roles = new FreshRoles(config.maxAge(), clock);
        this.vertx = vertx;
        this.client = client;
    }

    @Override
    public RoleBindings current() {
        return roles.current();
    }

    void begin(@Observes StartupEvent event) {
        if (authentication.enabled()) {
            read();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void read() {
        if (stopped) {
            return;
        }
        GetRoleBindingsRequest request = GetRoleBindingsRequest.newBuilder()
                .setKnownVersion(roles.version().orElse(0L))
                .build();
        client.getRoleBindings(request).invoke(this::keep).subscribe().with(done -> again(), failure -> {
            LOG.warnf("roles cannot be read, the last ones are used cause=%s", failure.getMessage());
            again();
        });
    }

    private void again() {
        vertx.setTimer(config.refreshInterval().toMillis(), timer -> read());
    }

    private void keep(GetRoleBindingsResponse answer) {
        if (answer.getUnchanged()) {
            roles.confirm();
        } else {
            roles.replace(
                    answer.getVersion(),
                    new RoleBindings(answer.getBindingsList().stream()
                            .map(RemoteRoles::binding)
                            .toList()));
        }
    }

    private static RoleBinding binding(BoundRole bound) {
        Subject subject = new Subject(
                Subject.Kind.named(bound.getSubjectKind()).orElseThrow(), bound.getIssuer(), bound.getSubject());
        return new RoleBinding(
                subject, Role.named(bound.getRole()).orElseThrow(), bound.getProject(), bound.getDomain());
    }
}
