package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
