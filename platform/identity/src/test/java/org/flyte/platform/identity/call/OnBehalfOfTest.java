package org.flyte.platform.identity.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.PodReference;
import org.flyte.platform.identity.token.TokenRejection;
import org.flyte.platform.model.ActionKey;
import org.junit.jupiter.api.Test;

class OnBehalfOfTest {
    private static final Caller.User ALICE =
            new Caller.User("https://id.example", "1", "Zoë Ω", Set.of("ml", "ops"), false);
    private static final Caller.Pod POD = new Caller.Pod(
            new PodReference("n", "pod", "uid"),
            "default",
            Optional.of(new PodIdentity(new ActionKey("p", "d", "r", "a0"), 2, ALICE)));

    @Test
    void carriesEachCallerUnchanged() {
        PodIdentity unknownCreator = new PodIdentity(new ActionKey("p", "d", "r", "a0"), 1, new Caller.Anonymous());
        for (Caller caller : List.of(
                ALICE,
                POD,
                new Caller.Pod(POD.pod(), "default", Optional.empty()),
                new Caller.Pod(POD.pod(), "default", Optional.of(unknownCreator)))) {
            assertThat(OnBehalfOf.read(attached(caller))).contains(caller);
        }
    }

    @Test
    void carriesForWhomTheCallingServiceSpeaks() {
        assertThat(OnBehalfOf.read(attached(new Caller.Service("runs-service", Optional.of(ALICE)))))
                .contains(ALICE);
    }

    @Test
    void saysNothingForNobody() {
        assertThat(OnBehalfOf.read(attached(new Caller.Anonymous()))).isEmpty();
        assertThat(OnBehalfOf.read(attached(new Caller.Service("runs-service", Optional.empty()))))
                .isEmpty();
    }

    @Test
    void refusesWhatCannotBeRead() {
        for (String header : List.of("!", "e30", "eyJraW5kIjoicm9vdCJ9", "a".repeat(70_000))) {
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of(OnBehalfOf.HEADER, Metadata.ASCII_STRING_MARSHALLER), header);
            assertThatThrownBy(() -> OnBehalfOf.read(headers)).isInstanceOf(TokenRejection.class);
        }
    }

    private static Metadata attached(Caller caller) {
        Metadata headers = new Metadata();
        OnBehalfOf.attach(caller, headers);
        return headers;
    }
}
