package org.flyte.platform.audit;

import io.grpc.Grpc;
import io.grpc.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.flyte.platform.audit.AuditEvent.Decision;
import org.flyte.platform.audit.AuditEvent.Principal;
import org.flyte.platform.audit.AuditEvent.Resource;
import org.flyte.platform.connect.CallListener;
import org.flyte.platform.connect.EndedCall;
import org.flyte.platform.connect.wire.ConnectCode;
import org.flyte.platform.identity.AccessDecision;
import org.flyte.platform.identity.Caller;
import org.jboss.logging.MDC;

/** Makes an event of every call that is to be recorded. */
@ApplicationScoped
public class AuditTrail implements CallListener {
    private static final int MAX_TEXT = 200;

    private final boolean enabled;
    private final AuditSelection selection;
    private final AuditQueue queue;
    private final Clock clock;

    AuditTrail(AuditConfig config, AuditQueue queue, Clock clock) {
        enabled = config.enabled();
        selection = new AuditSelection(config.reads(), config.services());
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public void ended(EndedCall ended) {
        if (!enabled) {
            return;
        }
        String path = ended.method().getFullMethodName();
        int slash = path.lastIndexOf('/');
        String service = path.substring(0, slash);
        String method = path.substring(slash + 1);
        Verb verb = Verb.of(method);
        Caller caller = ended.call().noted(Caller.class).orElseGet(Caller.Anonymous::new);
        Optional<AccessDecision> access = ended.call().noted(AccessDecision.class);
        Decision decision = decision(access, ended.status());
        if (selection.includes(service, verb, decision, caller)) {
            queue.offer(new AuditEvent(
                    UUID.randomUUID(),
                    clock.instant(),
                    service,
                    method,
                    verb,
                    decision,
                    access.map(AccessDecision::rule).orElse(""),
                    ended.status().isOk()
                            ? "ok"
                            : ConnectCode.of(ended.status().getCode()).wireName(),
                    principal(caller),
                    caller instanceof Caller.Service speaker
                            ? speaker.onBehalfOf().map(AuditTrail::principal)
                            : Optional.empty(),
                    access.map(AuditTrail::resource).orElse(Resource.NONE),
                    cut(ended.call().requestId()),
                    traceId(),
                    address(ended),
                    cut(ended.call().headers().get("user-agent").orElse("")),
                    ended.duration()));
        }
    }

    private static Decision decision(Optional<AccessDecision> access, Status status) {
        boolean denied = access.map(made -> !made.allowed())
                .orElse(status.getCode() == Status.Code.UNAUTHENTICATED
                        || status.getCode() == Status.Code.PERMISSION_DENIED);
        return denied ? Decision.DENIED : Decision.ALLOWED;
    }

    static Principal principal(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous _ -> Principal.ANONYMOUS;
            case Caller.User user ->
                new Principal(
                        user.machine() ? "client" : "user", cut(user.issuer()), cut(user.subject()), cut(user.name()));
            case Caller.Pod pod ->
                new Principal(
                        "pod",
                        "",
                        pod.pod().uid(),
                        pod.identity()
                                .map(Object::toString)
                                .orElse(pod.pod().namespace() + "/" + pod.pod().name()));
            case Caller.Service speaker -> new Principal("service", "", speaker.name(), speaker.name());
        };
    }

    private static Resource resource(AccessDecision access) {
        return new Resource(access.type(), cut(access.project()), cut(access.domain()), cut(access.name()));
    }

    /** The id of the running trace, which the extension for traces keeps in the log's context; empty without one. */
    private static String traceId() {
        return MDC.get("traceId") instanceof String id ? id : "";
    }

    private static String address(EndedCall ended) {
        return ended.peer().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress peer
                ? peer.getHostString()
                : "";
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
