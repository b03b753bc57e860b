package org.flyte.platform.identity.role;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flyte.platform.identity.Caller;

/** All bindings at one moment. */
public final class RoleBindings {
    private final Map<Subject, List<RoleBinding>> bySubject;

    public RoleBindings(List<RoleBinding> bindings) {
        bySubject = bindings.stream().distinct().collect(Collectors.groupingBy(RoleBinding::subject));
    }

    /** Returns what a caller holds: nothing unless it is a user. */
    public Grants of(Caller caller) {
        return caller instanceof Caller.User user
                ? new Grants(Subject.of(user)
                        .flatMap(subject -> bySubject.getOrDefault(subject, List.of()).stream())
                        .toList())
                : Grants.NONE;
    }
}
