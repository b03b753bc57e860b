package org.flyte.runs.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.Subject;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingsFileTest {
    private static final Optional<String> ISSUER = Optional.of("https://id.example");

    @Test
    void hasARoleForEachEntry() {
        String text = """
            bindings:
              - {group: ml-team, role: runner, project: shop, domain: development}
              - {user: alice, role: admin, project: "*", domain: "*", issuer: https://other.example}
            """;

        assertThat(BindingsFile.parse(text, ISSUER))
                .containsExactly(
                        new RoleBinding(
                                new Subject(Subject.Kind.GROUP, "https://id.example", "ml-team"),
                                Role.RUNNER,
                                "shop",
                                "development"),
                        new RoleBinding(
                                new Subject(Subject.Kind.USER, "https://other.example", "alice"),
                                Role.ADMIN,
                                "*",
                                "*"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bindings: 3 | no list 'bindings'",
                "roles: [] | no list 'bindings'",
                "bindings: [x] | bindings[0] is no mapping",
                "bindings: [{user: a, role: owner, project: p, domain: d}] | bindings[0] has a role other than",
                "bindings: [{user: a, role: viewer, project: p}] | bindings[0] needs domain",
                "bindings: [{role: viewer, project: p, domain: d}] | needs one of user, group and service",
                "bindings: [{user: a, group: b, role: viewer, project: p, domain: d}] | needs one of user, group and"
                        + " service",
                "bindings: [{user: 7, role: viewer, project: p, domain: d}] | has a user that is no text",
                "bindings: [{user: a, rolle: viewer, project: p, domain: d}] | unknown key 'rolle'",
                "bindings: [ | the file is no YAML"
            })
    void saysWhatIsWrong(String text, String words) {
        assertThatThrownBy(() -> BindingsFile.parse(text, ISSUER))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(words);
    }

    @Test
    void asksForAnIssuerWhereThereAreSeveral() {
        assertThatThrownBy(() -> BindingsFile.parse(
                        "bindings: [{user: a, role: viewer, project: p, domain: d}]", Optional.empty()))
                .hasMessageContaining("bindings[0] needs an issuer");
    }
}
