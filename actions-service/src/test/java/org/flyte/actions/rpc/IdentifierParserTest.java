package org.flyte.actions.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flyte.idl.common.ActionIdentifier;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifierParserTest {
    private static final ActionIdentifier VALID = new ActionKey("p", "d", "r", "c1").toProto();

    @Test
    void ignoresTheOrg() {
        ActionIdentifier.Builder id = VALID.toBuilder();
        id.getRunBuilder().setOrg("local");

        assertThat(IdentifierParser.action("action_id", true, id.build())).isEqualTo(ActionKey.of(VALID));
    }

    @ParameterizedTest(name = "{0}/{1}/{2}/{3}: {4}")
    @CsvSource(textBlock = """
            '',  d,  r,    c1,  action_id.run.project is required
            p,   '', r,    c1,  action_id.run.domain is required
            p,   d,  '',   c1,  action_id.run.name is required
            p,   d,  r,    '',  action_id.name is required
            -p,  d,  r,    c1,  'action_id.run.project may have only letters, digits, ''-'', ''_'' and ''.'''
            p,   d,  r/x,  c1,  action_id.run.name may have only lower-case letters
            p,   d,  r,    C1,  action_id.name may have only lower-case letters
            p,   d,  r,    c1-, must start and end with a letter or digit
            p,   d,  r,    abcdefghijabcdefghijabcdefghijk, action_id.name has 31 characters; at most 30 are allowed
            """)
    void namesTheFieldThatIsInvalid(String project, String domain, String run, String action, String message) {
        ActionIdentifier id = new ActionKey(project, domain, run, action).toProto();

        assertThatThrownBy(() -> IdentifierParser.action("action_id", true, id))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(message);
    }

    @Test
    void requiresTheIdentifierAndItsRun() {
        assertThatThrownBy(() -> IdentifierParser.action("action_id", false, VALID))
                .hasMessage("action_id is required");
        assertThatThrownBy(() -> IdentifierParser.action("action_id", true, ActionIdentifier.getDefaultInstance()))
                .hasMessage("action_id.run is required");
    }
}
