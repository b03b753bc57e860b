package org.flyte.platform.audit;

import org.flyte.platform.audit.AuditEvent.Decision;
import org.flyte.platform.identity.Caller;

/**
 * Which calls are recorded.
 *
 * @param reads calls that only read too
 * @param services calls of services that speak for nobody too
 */
record AuditSelection(boolean reads, boolean services) {
    private static final String SECRETS = "flyteidl2.secret.";

    /** Whether a call is recorded: a refused one always, of others changes, links and secrets unless a service acts for itself. */
    boolean includes(String service, Verb verb, Decision decision, Caller caller) {
        if (decision == Decision.DENIED) {
            return true;
        }
        if (!services && caller.effective() instanceof Caller.Service) {
            return false;
        }
        return reads || !verb.isRead() || service.startsWith(SECRETS);
    }
}
