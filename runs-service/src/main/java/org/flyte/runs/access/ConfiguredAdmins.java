package org.flyte.runs.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.Subject;

/** The admins of the configuration: with them a new deployment is managed before it has any binding. */
@ApplicationScoped
class ConfiguredAdmins {
    private final List<RoleBinding> bindings;

    ConfiguredAdmins(AccessConfig config, AuthenticationConfig authentication, UserIssuer issuer) {
        List<String> admins = config.admins().orElse(List.of());
        bindings = !authentication.enabled() || admins.isEmpty() ? List.of() : bindings(admins, issuer(config, issuer));
    }

    /** Fails the start with a configuration that names no admin that can be. */
    void check(@Observes StartupEvent start) {}

    List<RoleBinding> bindings() {
        return bindings;
    }

    private static String issuer(AccessConfig config, UserIssuer issuer) {
        return config.adminsIssuer()
                .or(issuer::only)
                .orElseThrow(() -> new IllegalStateException(
                        "flyte.access.admins-issuer must be set: it is not clear which of the issuers of users is"
                                + " meant, "
                                + issuer.all()));
    }

    private static List<RoleBinding> bindings(List<String> admins, String issuer) {
        return admins.stream()
                .map(text -> new RoleBinding(subject(text, issuer), Role.ADMIN, RoleBinding.ALL, RoleBinding.ALL))
                .toList();
    }

    private static Subject subject(String text, String issuer) {
        int colon = text.indexOf(':');
        return Subject.Kind.named(text.substring(0, Math.max(colon, 0)))
                .filter(kind -> colon < text.length() - 1)
                .map(kind -> new Subject(kind, issuer, text.substring(colon + 1)))
                .orElseThrow(() -> new IllegalStateException("flyte.access.admins has '" + text
                        + "', but each is user:SUBJECT, group:NAME or service:CLIENT_ID"));
    }
}
