package org.flyte.runs.access;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.role.FreshRoles;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.RoleBindings;
import org.flyte.platform.identity.role.RoleConfig;
import org.flyte.platform.identity.role.RoleSource;
import org.jboss.logging.Logger;

/** The bindings of the database and the configuration, kept in memory and read again when their version has changed. */
@ApplicationScoped
class StoredRoles implements RoleSource {
    private static final Logger LOG = Logger.getLogger(StoredRoles.class);

    /** After the schema has been migrated. */
    private static final int AFTER_MIGRATION = 3000;

    private final BindingStore store;
    private final ConfiguredAdmins admins;
    private final AuthenticationConfig authentication;
    private final RoleConfig config;
    private final Vertx vertx;
    private final FreshRoles roles;
    private volatile List<RoleBinding> bindings = List.of();
    private volatile boolean stopped;

    StoredRoles(
            BindingStore store,
            ConfiguredAdmins admins,
            AuthenticationConfig authentication,
            RoleConfig config,
            Vertx vertx,
            Clock clock) {
        this.store = store;
        this.admins = admins;
        this.authentication = authentication;
        this.config = config;
        this.vertx = vertx;
        this.roles = new FreshRoles(config.maxAge(), clock);
    }

    @Override
    public RoleBindings current() {
        return roles.current();
    }

    /** A version and its bindings, for other services. Fails with Unavailable as {@link #current} does. */
    record Versioned(long version, List<RoleBinding> bindings) {}

    Versioned versioned() {
        roles.current();
        return new Versioned(roles.version().orElseThrow(), bindings);
    }

    void begin(@Observes @Priority(AFTER_MIGRATION) StartupEvent event) {
        if (authentication.enabled()) {
            read();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    /** Reads what has changed, after a change that was made here. */
    Uni<Void> refresh() {
        return store.version().chain(version -> {
            if (roles.version().filter(version::equals).isPresent()) {
                roles.confirm();
                return Uni.createFrom().voidItem();
            }
            return store.snapshot().invoke(this::keep).replaceWithVoid();
        });
    }

    private void read() {
        if (!stopped) {
            refresh().subscribe().with(done -> again(), failure -> {
                LOG.warnf("roles cannot be read, the last ones are used cause=%s", failure.getMessage());
                again();
            });
        }
    }

    private void again() {
        vertx.setTimer(config.refreshInterval().toMillis(), timer -> read());
    }

    private synchronized void keep(BindingStore.Snapshot snapshot) {
        if (roles.version().filter(known -> known > snapshot.version()).isPresent()) {
            return;
        }
        bindings = Stream.concat(snapshot.bindings().stream().map(StoredBinding::binding), admins.bindings().stream())
                .distinct()
                .toList();
        roles.replace(snapshot.version(), new RoleBindings(bindings));
    }
}
