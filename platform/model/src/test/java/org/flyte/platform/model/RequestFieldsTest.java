package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;

class RequestFieldsTest {
    private static final ActionKey KEY = new ActionKey("p", "d", "r", "a");

    @Test
    void returnsTheKeyOfACompleteIdentifierWithoutItsOrg() {
        ActionIdentifier.Builder id = KEY.toProto().toBuilder();
        id.getRunBuilder().setOrg("acme");

        assertThat(RequestFields.action("action_id", id.build())).isEqualTo(KEY);
        assertThat(KEY).hasToString("p/d/r/a");
        assertThat(KEY.root()).isEqualTo(KEY.sibling(ActionKey.ROOT)).matches(ActionKey::isRoot);
    }

    @Test
    void namesTheFieldThatIsWrong() {
        ActionIdentifier.Builder noDomain = KEY.toProto().toBuilder();
        noDomain.getRunBuilder().clearDomain();
        ActionIdentifier nul = KEY.toProto().toBuilder().setName("a\0").build();

        assertThatThrownBy(() -> RequestFields.action("action_id", noDomain.build()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("action_id.run.domain is required");
        assertThatThrownBy(() -> RequestFields.action("action_id", nul))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("action_id.name must not contain a NUL character");
        assertThatThrownBy(() -> RequestFields.phase("phase", ActionPhase.ACTION_PHASE_UNSPECIFIED))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("phase is required");
        assertThatThrownBy(() -> RequestFields.attempt("attempt", 0))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("attempt must be at least 1");
        assertThatThrownBy(() -> RequestFields.pathSegment("project", "a/b"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("project must not contain a slash");
    }

    @Test
    void refusesNumbersOutOfRange() {
        Timestamp nanoseconds =
                Timestamp.newBuilder().setSeconds(1_790_000_000_000_000_000L).build();

        assertThat(RequestFields.attempt("attempt", 3)).isEqualTo(3);
        assertThat(RequestFields.nonNegative("version", 0)).isZero();
        assertThat(RequestFields.time(
                        "time", Timestamp.newBuilder().setSeconds(60).build()))
                .isEqualTo(Instant.ofEpochSecond(60));
        assertThatThrownBy(() -> RequestFields.attempt("attempt", 2_000_000_000))
                .hasMessage("attempt must be at most 10000");
        assertThatThrownBy(() -> RequestFields.attempt("attempt", -1)).hasMessage("attempt must be at most 10000");
        assertThatThrownBy(() -> RequestFields.nonNegative("version", -1))
                .hasMessage("version must be at most 2147483647");
        assertThatThrownBy(() -> RequestFields.time("time", nanoseconds))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("time must lie between the years 1 and 9999");
        assertThatThrownBy(() -> RequestFields.known("status", false)).hasMessageStartingWith("status has a value");
    }

    @Test
    void countsCharactersNotBytes() {
        assertThat(RequestFields.text("name", "😀😀", 1, 2)).isEqualTo("😀😀");
        assertThatThrownBy(() -> RequestFields.text("name", "", 1, 2)).hasMessage("name is required");
        assertThatThrownBy(() -> RequestFields.text("name", "abc", 1, 2))
                .hasMessage("name has 3 characters, at most 2 are allowed");
        assertThat(RequestFields.truncated("a\0😀😀😀", 3)).isEqualTo("a😀😀");
        assertThat(RequestFields.truncated("ab", 3)).isEqualTo("ab");
    }
}
