package org.flyte.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.identity.Caller.Service;
import org.flyte.platform.identity.Caller.User;
import org.junit.jupiter.api.Test;

class CallerTest {
    private static final User ALICE = new User("https://id.example", "1", "alice", Set.of("ml"), false);

    @Test
    void isAnonymousOutsideOfACall() {
        assertThat(Caller.current()).isEqualTo(new Caller.Anonymous());
    }

    @Test
    void travelsInTheContextOfTheCall() throws Exception {
        Context call = ALICE.in(Context.ROOT);

        assertThat(call.call(Caller::current)).isEqualTo(ALICE);
        assertThat(Caller.current()).isEqualTo(new Caller.Anonymous());
    }

    @Test
    void isJudgedByWhomAServiceSpeaksFor() {
        Service speaking = new Service("runs-service", Optional.of(ALICE));
        Service own = new Service("runs-service", Optional.empty());

        assertThat(speaking.effective()).isEqualTo(ALICE);
        assertThat(own.effective()).isEqualTo(own);
        assertThat(ALICE.effective()).isEqualTo(ALICE);
    }
}
