package org.flyte.platform.identity.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.RoleBindings;
import org.flyte.platform.identity.role.Subject;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.PermissionDenied;
import org.flyte.platform.model.FlyteException.Unauthenticated;
import org.junit.jupiter.api.Test;

/** Every method of every service with every kind of caller, about project p, domain development and run r1. */
class EveryMethodTest {
    private static final String ISSUER = "https://id.example";
    private static final String PROJECT = "p";
    private static final String DOMAIN = "development";

    private enum Answer {
        ALLOWED,
        LOGIN_NEEDED,
        HIDDEN,
        TOO_LITTLE
    }

    private enum Kind {
        ANONYMOUS,
        NONE,
        FOREIGN,
        VIEWER,
        RUNNER,
        ADMIN,
        ORGANIZATION,
        POD,
        FOREIGN_POD,
        SERVICE
    }

    private final Authorization authorization = new Authorization(Set.of("production"));
    private final RoleBindings roles = new RoleBindings(List.of(
            binding("viewer", Role.VIEWER, PROJECT, DOMAIN),
            binding("runner", Role.RUNNER, PROJECT, DOMAIN),
            binding("admin", Role.ADMIN, PROJECT, DOMAIN),
            binding("foreign", Role.ADMIN, "q", "*"),
            binding("organization", Role.ADMIN, "*", "*")));

    @Test
    void answersEachCallerAsTheTableSays() throws Exception {
        PermissionTable table = PermissionTable.load();
        List<String> wrong = new ArrayList<>();
        int cells = 0;
        for (MethodDescriptor method : GrpcServices.methods()) {
            MethodRule rule = table.of(method.getService().getFullName() + "/" + method.getName())
                    .orElseThrow();
            Message request = ExampleRequest.of(rule, method.getInputType(), PROJECT, DOMAIN);
            for (Kind kind : Kind.values()) {
                cells++;
                Answer answer = answer(rule, caller(kind), request);
                if (answer != expected(rule, kind)) {
                    wrong.add("%s by %s: %s, not %s".formatted(rule.method(), kind, answer, expected(rule, kind)));
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(cells).isGreaterThan(1300);
    }

    private Answer answer(MethodRule rule, Caller caller, Message request) {
        try {
            authorization.checkCaller(rule, caller);
            authorization.check(rule, caller, roles, request);
            return Answer.ALLOWED;
        } catch (Unauthenticated e) {
            return Answer.LOGIN_NEEDED;
        } catch (NotFound e) {
            return Answer.HIDDEN;
        } catch (PermissionDenied e) {
            return Answer.TOO_LITTLE;
        }
    }

    private static Answer expected(MethodRule rule, Kind kind) {
        if (rule.need() == Need.ANYBODY) {
            return Answer.ALLOWED;
        }
        return switch (kind) {
            case ANONYMOUS -> Answer.LOGIN_NEEDED;
            case SERVICE -> rule.services() ? Answer.ALLOWED : Answer.TOO_LITTLE;
            case POD -> rule.pods() == PodScope.NONE ? Answer.TOO_LITTLE : Answer.ALLOWED;
            case FOREIGN_POD ->
                switch (rule.pods()) {
                    case NONE -> Answer.TOO_LITTLE;
                    case ALL -> Answer.ALLOWED;
                    case RUN, PROJECT -> Answer.HIDDEN;
                };
            case NONE, FOREIGN, VIEWER, RUNNER, ADMIN, ORGANIZATION -> ofUser(rule, kind);
        };
    }

    private static Answer ofUser(MethodRule rule, Kind kind) {
        boolean ofAllDomains =
                rule.places().stream().anyMatch(path -> path.path().endsWith("project.id"));
        boolean ofSomeDomain = rule.method().endsWith("/GetProject");
        return switch (rule.need()) {
            case ANYBODY, LOGIN -> Answer.ALLOWED;
            case SERVICE -> Answer.TOO_LITTLE;
            case ORGANIZATION -> kind == Kind.ORGANIZATION ? Answer.ALLOWED : Answer.TOO_LITTLE;
            case VIEWER, RUNNER, ADMIN, DEPLOYER -> {
                if (kind == Kind.ORGANIZATION || ofSomeDomain) {
                    yield Answer.ALLOWED;
                }
                if (kind == Kind.NONE || kind == Kind.FOREIGN) {
                    yield Answer.HIDDEN;
                }
                List<Kind> enough = Stream.of(Kind.VIEWER, Kind.RUNNER, Kind.ADMIN)
                        .skip(rule.need() == Need.VIEWER ? 0 : rule.need() == Need.ADMIN ? 2 : 1)
                        .toList();
                yield enough.contains(kind) && !ofAllDomains ? Answer.ALLOWED : Answer.TOO_LITTLE;
            }
        };
    }

    private static Caller caller(Kind kind) {
        return switch (kind) {
            case ANONYMOUS -> new Caller.Anonymous();
            case NONE, FOREIGN, VIEWER, RUNNER, ADMIN, ORGANIZATION ->
                new Caller.User(ISSUER, kind.name().toLowerCase(Locale.ROOT), "x", Set.of(), false);
            case POD -> pod(PROJECT);
            case FOREIGN_POD -> pod("q");
            case SERVICE -> new Caller.Service("actions-service", Optional.empty());
        };
    }

    private static Caller pod(String project) {
        PodIdentity identity = new PodIdentity(new ActionKey(project, DOMAIN, "r1", "a0"), 1, new Caller.Anonymous());
        return new Caller.Pod(new PodReference("n", "pod", "uid"), "default", Optional.of(identity));
    }

    private static RoleBinding binding(String user, Role role, String project, String domain) {
        return new RoleBinding(new Subject(Subject.Kind.USER, ISSUER, user), role, project, domain);
    }
}
