package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.flyte.platform.audit.AuditEvent.Decision;
import org.flyte.platform.identity.Caller;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditSelectionTest {
    private static final String RUNS = "flyteidl2.workflow.RunService";

    @ParameterizedTest(name = "{0} {1} by {2}, reads={3}, services={4}: {5}")
    @CsvSource({
        "CREATE, ALLOWED, user,     false, false, true",
        "GET,    ALLOWED, user,     false, false, false",
        "GET,    ALLOWED, user,     true,  false, true",
        "GET,    DENIED,  user,     false, false, true",
        "LINK,   ALLOWED, user,     false, false, true",
        "CREATE, ALLOWED, service,  false, false, false",
        "CREATE, ALLOWED, service,  false, true,  true",
        "CREATE, DENIED,  service,  false, false, true",
        "CREATE, ALLOWED, speaking, false, false, true",
        "GET,    ALLOWED, service,  true,  false, false",
        "CREATE, ALLOWED, nobody,   false, false, true",
    })
    void recordsWhatMatters(
            Verb verb, Decision decision, String caller, boolean reads, boolean services, boolean expected) {
        assertThat(new AuditSelection(reads, services).includes(RUNS, verb, decision, callerOf(caller)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"GET", "LIST"})
    void recordsEveryCallAboutSecrets(Verb verb) {
        assertThat(new AuditSelection(false, false)
                        .includes("flyteidl2.secret.SecretService", verb, Decision.ALLOWED, callerOf("user")))
                .isTrue();
    }

    private static Caller callerOf(String name) {
        Caller user = new Caller.User("https://issuer", "1", "alice", Set.of(), false);
        return switch (name) {
            case "user" -> user;
            case "service" -> new Caller.Service("runs-service", Optional.empty());
            case "speaking" -> new Caller.Service("runs-service", Optional.of(user));
            default -> new Caller.Anonymous();
        };
    }
}
