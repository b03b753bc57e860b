package org.flyte.platform.identity.permission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.flyte.platform.identity.role.Role;

/** What the caller of a method has to be or to have. */
public enum Need {
    /** Nothing: what a login needs. */
    ANYBODY,
    /** A proven identity. */
    LOGIN,
    /** The role at every place that the request names. */
    VIEWER,
    RUNNER,
    ADMIN,
    /** Admin in a protected domain, else runner. */
    DEPLOYER,
    /** Admin of every project and domain. */
    ORGANIZATION,
    /** To be a service of this deployment. */
    SERVICE;

    /** Returns the role that is needed in a domain; empty if it is not a role that is needed. */
    Optional<Role> role(boolean protectedDomain) {
        return switch (this) {
            case ANYBODY, LOGIN, SERVICE -> Optional.empty();
            case VIEWER -> Optional.of(Role.VIEWER);
            case RUNNER -> Optional.of(Role.RUNNER);
            case ADMIN, ORGANIZATION -> Optional.of(Role.ADMIN);
            case DEPLOYER -> Optional.of(protectedDomain ? Role.ADMIN : Role.RUNNER);
        };
    }

    static Optional<Need> named(String name) {
        return Arrays.stream(values()).filter(need -> need.label().equals(name)).findFirst();
    }

    /** Returns the name as the table has it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
