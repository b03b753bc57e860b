package org.flyte.platform.identity.role;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.PermissionDenied;

/**
 * What the caller of the running call may see and do, for use cases whose objects only they know. Ask where the call starts
 * or on its Vert.x context, before work on other threads. Without {@code flyte.auth.enabled} everything is allowed.
 */
@ApplicationScoped
public class CallerAccess {
    private final AuthenticationConfig config;
    private final RoleSource roles;

    CallerAccess(AuthenticationConfig config, RoleSource roles) {
        this.config = config;
        this.roles = roles;
    }

    public boolean isEnabled() {
        return config.enabled();
    }

    /** Returns where the caller may read. */
    public ProjectScopes readable() {
        return scopes(Role.VIEWER);
    }

    /** Returns a function that says at each time where the caller of now may read then, for watches. */
    public Supplier<ProjectScopes> readableOverTime() {
        if (!config.enabled()) {
            return () -> ProjectScopes.ALL;
        }
        Caller caller = Caller.current().effective();
        return new Remembered(caller);
    }

    /** Answers the same scopes until the bindings change: watches ask for each message. */
    private final class Remembered implements Supplier<ProjectScopes> {
        private final Caller caller;
        private volatile Known known;

        private record Known(RoleBindings of, ProjectScopes scopes) {}

        Remembered(Caller caller) {
            this.caller = caller;
        }

        @Override
        public ProjectScopes get() {
            RoleBindings now = roles.current();
            Known last = known;
            if (last == null || last.of() != now) {
                last = new Known(now, scopes(caller, Role.VIEWER));
                known = last;
            }
            return last.scopes();
        }
    }

    /** Returns where the caller has at least a role. */
    public ProjectScopes scopes(Role role) {
        return config.enabled() ? scopes(Caller.current().effective(), role) : ProjectScopes.ALL;
    }

    /**
     * Refuses a caller that has less than a role at a place.
     *
     * @param what that is there, as the refusal of a caller without any role names it
     */
    public void require(Role role, Place place, String what) {
        if (!config.enabled()) {
            return;
        }
        Optional<Role> held = held(Caller.current().effective(), place);
        if (held.isEmpty()) {
            throw new NotFound("%s does not exist", what);
        }
        if (!held.get().includes(role)) {
            throw new PermissionDenied(
                    "%s needed in %s, you are %s",
                    role.label(), place, held.get().label());
        }
    }

    /** Returns the roles of the caller. */
    public Grants grants() {
        return roles.current().of(Caller.current().effective());
    }

    private ProjectScopes scopes(Caller caller, Role role) {
        return switch (caller) {
            case Caller.User user -> roles.current().of(user).scopes(role);
            case Caller.Pod pod ->
                pod.identity()
                        .filter(own -> !(own.creator() instanceof Caller.User)
                                || held(pod, home(pod).orElseThrow())
                                        .filter(held -> held.includes(role))
                                        .isPresent())
                        .map(own -> ProjectScopes.only(
                                own.action().project(), own.action().domain()))
                        .orElse(Grants.NONE.scopes(role));
            // A service without a user reads for itself, where the table lets it.
            case Caller.Service service -> ProjectScopes.ALL;
            case Caller.Anonymous nobody -> Grants.NONE.scopes(role);
        };
    }

    private Optional<Role> held(Caller caller, Place place) {
        return switch (caller) {
            case Caller.User user -> roles.current().of(user).at(place);
            case Caller.Pod pod ->
                home(pod)
                        .filter(place::equals)
                        .flatMap(home -> pod.identity().orElseThrow().creator() instanceof Caller.User creator
                                ? roles.current().of(creator).at(home)
                                : Optional.of(Role.RUNNER));
            case Caller.Service service -> Optional.of(Role.ADMIN);
            case Caller.Anonymous nobody -> Optional.empty();
        };
    }

    private static Optional<Place> home(Caller.Pod pod) {
        return pod.identity()
                .map(own -> new Place(own.action().project(), own.action().domain()));
    }
}
