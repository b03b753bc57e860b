package org.flyte.platform.identity.permission;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.RoleBindings;
import org.flyte.platform.identity.role.Subject;

/** Prints the CPU time of a decision for a user of 20 groups among 5000 bindings. Run by hand. */
final class AuthorizationBench {
    private static final int CALLS = 200_000;
    private static final int ROUNDS = 5;

    private AuthorizationBench() {}

    public static void main(String[] args) {
        Set<String> groups = IntStream.range(0, 20).mapToObj(i -> "group-" + i).collect(Collectors.toSet());
        Caller.User user = new Caller.User("https://id.example", "alice", "alice", groups, false);
        List<RoleBinding> bindings = IntStream.range(0, 5000)
                .mapToObj(i -> new RoleBinding(
                        new Subject(Subject.Kind.GROUP, "https://id.example", "group-" + i),
                        Role.RUNNER,
                        "project-" + i,
                        "development"))
                .toList();
        RoleBindings roles = new RoleBindings(bindings);
        MethodRule rule = PermissionTable.load()
                .of("flyteidl2.workflow.RunService/AbortRun")
                .orElseThrow();
        AbortRunRequest request = AbortRunRequest.newBuilder()
                .setRunId(RunIdentifier.newBuilder()
                        .setProject("project-7")
                        .setDomain("development")
                        .setName("r1"))
                .build();
        Authorization authorization = new Authorization(Set.of("production"));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < CALLS; i++) {
                authorization.checkCaller(rule, user);
                authorization.check(rule, user, roles, request);
            }
            System.out.printf(
                    "decision %.2f us of CPU%n", (threads.getCurrentThreadCpuTime() - before) / 1000.0 / CALLS);
        }
    }
}
