package org.flyte.platform.identity;

import io.grpc.Context;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.connect.RpcCall;

/**
 * Who makes a call, as far as it is proven. It travels with the {@link RpcCall}: handlers read it where the call starts or
 * on its Vert.x context, as they read its headers. Work for a caller outside of a call carries it in a gRPC {@link Context}.
 */
public sealed interface Caller {
    /** A caller without a proven identity; every call is of this kind while {@code flyte.auth.enabled} is false. */
    record Anonymous() implements Caller {
        @Override
        public String toString() {
            return "anonymous";
        }
    }

    /**
     * A person or a program with credentials of an identity provider. Issuer and subject together are the identity.
     *
     * @param issuer of the token, exactly as in it
     * @param subject of the token
     * @param name to show: the user name, the e-mail address or the client id; the subject if there is none
     * @param groups that the issuer says the user is in; never null
     * @param machine whether it is a client with credentials of its own, not a person
     */
    record User(String issuer, String subject, String name, Set<String> groups, boolean machine) implements Caller {
        public User {
            groups = Set.copyOf(groups);
        }

        @Override
        public String toString() {
            return (machine ? "client " : "user ") + name;
        }
    }

    /**
     * The pod of an attempt.
     *
     * @param pod as its token names it
     * @param serviceAccount of the pod
     * @param identity what it runs; empty until {@link PodIdentities} has found it
     */
    record Pod(PodReference pod, String serviceAccount, Optional<PodIdentity> identity) implements Caller {
        @Override
        public String toString() {
            return "pod " + pod.name();
        }
    }

    /**
     * Another service of this deployment.
     *
     * @param name such as {@code runs-service}
     * @param onBehalfOf for whom it calls; empty for work of its own. Believed only of services that may speak for users
     */
    record Service(String name, Optional<Caller> onBehalfOf) implements Caller {
        @Override
        public String toString() {
            return "service " + name;
        }
    }

    /** Returns who makes the running call, never null: anonymous outside of a call too. */
    static Caller current() {
        Caller caller = CallerContext.KEY.get();
        return caller != null
                ? caller
                : RpcCall.current().flatMap(call -> call.noted(Caller.class)).orElseGet(Anonymous::new);
    }

    /** Returns a context in which {@link #current()} answers this caller. */
    default Context in(Context context) {
        return context.withValue(CallerContext.KEY, this);
    }

    /** Returns whose rights decide: of a service that speaks for somebody those of that caller, else the caller's own. */
    default Caller effective() {
        return this instanceof Service service ? service.onBehalfOf().orElse(this) : this;
    }
}
