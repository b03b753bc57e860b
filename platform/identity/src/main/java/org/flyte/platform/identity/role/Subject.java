package org.flyte.platform.identity.role;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.platform.identity.Caller;

/**
 * To whom a role is bound.
 *
 * @param issuer whose users, groups or clients are meant
 * @param id subject of a user, name of a group, id of a client
 */
public record Subject(Kind kind, String issuer, String id) {
    /** Kinds of subjects. */
    public enum Kind {
        USER,
        GROUP,
        /** A program with credentials of its own. */
        SERVICE;

        /** Returns the kind of that name in lower case. */
        public static Optional<Kind> named(String name) {
            return Arrays.stream(values())
                    .filter(kind -> kind.label().equals(name))
                    .findFirst();
        }

        /** Returns the name as people write it, such as {@code group}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the subjects that a user is: itself and its groups. */
    static Stream<Subject> of(Caller.User user) {
        Kind kind = user.machine() ? Kind.SERVICE : Kind.USER;
        return Stream.concat(
                Stream.of(new Subject(kind, user.issuer(), user.subject())),
                user.groups().stream().map(group -> new Subject(Kind.GROUP, user.issuer(), group)));
    }

    @Override
    public String toString() {
        return "%s %s".formatted(kind.label(), id);
    }
}
