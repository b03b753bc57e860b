package org.flyte.platform.identity.remote;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.flyte.idl.internal.RunCreator;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;

/** Who made a run, as services pass it on. */
public final class RunCreators {
    private RunCreators() {}

    /** Returns whom a caller makes runs for: a pod for who made its own run. Empty for nobody in particular. */
    public static Optional<RunCreator> of(Caller caller) {
        return switch (caller.effective()) {
            case Caller.User user ->
                Optional.of(RunCreator.newBuilder()
                        .setIssuer(user.issuer())
                        .setSubject(user.subject())
                        .setName(user.name())
                        .addAllGroups(new TreeSet<>(user.groups()))
                        .setMachine(user.machine())
                        .build());
            case Caller.Pod pod -> pod.identity().map(PodIdentity::creator).flatMap(RunCreators::of);
            case Caller.Service service -> Optional.empty();
            case Caller.Anonymous nobody -> Optional.empty();
        };
    }

    static Caller caller(RunCreator creator) {
        return new Caller.User(
                creator.getIssuer(),
                creator.getSubject(),
                creator.getName(),
                Set.copyOf(creator.getGroupsList()),
                creator.getMachine());
    }
}
