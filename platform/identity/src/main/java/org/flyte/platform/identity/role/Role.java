package org.flyte.platform.identity.role;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do in a project and domain; each role includes the ones before. */
public enum Role {
    /** Reads everything but the values of secrets. */
    VIEWER,
    /** Also starts and aborts runs, uploads, and deploys where the domain is not protected. */
    RUNNER,
    /** Also deploys everywhere, and manages secrets, settings and who has which role. */
    ADMIN;

    /** Says whether who has this role may do what the other one is needed for. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** Returns the role of that name in lower case. */
    public static Optional<Role> named(String name) {
        return Arrays.stream(values()).filter(role -> role.label().equals(name)).findFirst();
    }

    /** Returns the name as people write it, such as {@code viewer}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
