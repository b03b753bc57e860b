package org.flyte.platform.identity.permission;

import com.google.protobuf.Message;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.flyte.platform.identity.Caller;
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
