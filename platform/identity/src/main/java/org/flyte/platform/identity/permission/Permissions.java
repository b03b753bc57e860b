package org.flyte.platform.identity.permission;

import com.google.protobuf.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.identity.AccessDecision;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.permission.PlacePath.Found;
import org.flyte.platform.identity.role.RoleSource;
import org.flyte.platform.model.FlyteException.PermissionDenied;

/** What each method needs, applied to the callers of this application. */
@ApplicationScoped
public class Permissions {
    private final PermissionTable table = PermissionTable.load();
    private final Authorization authorization;
    private final RoleSource roles;

    Permissions(PermissionConfig config, RoleSource roles) {
        this.authorization = new Authorization(Set.copyOf(config.protectedDomains()));
        this.roles = roles;
    }

    /** Refuses callers that may never call a method; it has no request yet. */
    public void checkCaller(String method, Caller caller) {
        authorization.checkCaller(rule(method), caller);
    }

    /** Refuses a call that its caller may not make. */
    public void check(String method, Caller caller, Message request) {
        MethodRule rule = rule(method);
        if (rule.need() != Need.ANYBODY && needsRoles(caller, rule)) {
            authorization.check(rule, caller, roles.current(), request);
        } else {
            authorization.checkCaller(rule, caller);
        }
    }

    /** Describes a decision for the audit trail. */
    public AccessDecision describe(String method, Message request, boolean allowed) {
        MethodRule rule = rule(method);
        Optional<Found> found = rule.places().stream()
                .flatMap(path -> path.in(request).stream())
                .findFirst();
        String project = found.map(place -> place.place().project()).orElse("");
        String domain = found.map(place -> place.place().domain()).orElse("");
        String name = found.map(place -> place.action().isEmpty() ? place.run() : place.run() + "/" + place.action())
                .orElse("");
        return new AccessDecision(allowed, rule.need().label(), type(method), project, domain, name);
    }

    /** Returns {@code run} for a method of RunService. */
    private static String type(String method) {
        String service = method.substring(method.lastIndexOf('.', method.indexOf('/')) + 1, method.indexOf('/'));
        return service.replaceFirst("Service$", "").toLowerCase(Locale.ROOT);
    }

    /** Says how a stream of a method ends when its caller's token expires. */
    public AtExpiry atExpiry(String method) {
        return rule(method).atExpiry();
    }

    /** Says whether everybody may call a method, whatever token comes along. */
    public boolean isForAnybody(String method) {
        return table.of(method).filter(rule -> rule.need() == Need.ANYBODY).isPresent();
    }

    /** Services are let through while roles cannot be read: they are how the roles come here. */
    private static boolean needsRoles(Caller caller, MethodRule rule) {
        return !(caller instanceof Caller.Service && rule.services());
    }

    private MethodRule rule(String method) {
        return table.of(method)
                .orElseThrow(() -> new PermissionDenied("%s has no permission assigned: nobody may call it", method));
    }
}
