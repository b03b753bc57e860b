package org.flyte.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "A_b-1", "-", "__", "0"})
    void acceptsNamesOfTheGrammar(String name) {
        assertThat(SecretId.of("id.name", SecretScope.ORGANIZATION, name).name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "a/b", "..", "ä", "a\n", "a\0", "%2e", "аdmin"})
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> SecretId.of("id.name", SecretScope.ORGANIZATION, name))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("id.name ");
    }

    @Test
    void refusesNamesThatAreTooLong() {
        assertThatThrownBy(() -> SecretId.of("id.name", SecretScope.ORGANIZATION, "a".repeat(81)))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("id.name has 81 characters, at most 80 are allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a__key__b", "-a", "a-", "a b", "../x", "a/b", "ä"})
    void refusesScopesThatAreNoLabels(String id) {
        assertThatThrownBy(() -> SecretScope.of("id.", id, "dev"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("id.project must have");
        assertThatThrownBy(() -> SecretScope.of("", "", id))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("domain must have");
    }

    @Test
    void needsTheDomainOfAProject() {
        assertThatThrownBy(() -> SecretScope.of("id.", "blue", ""))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("id.domain is required with id.project");
    }

    @Test
    void widensFromProjectToOrganization() {
        assertThat(SecretScope.of("", "blue", "dev").widening())
                .containsExactly(new SecretScope("blue", "dev"), new SecretScope("", "dev"), SecretScope.ORGANIZATION);
        assertThat(SecretScope.of("", "", "dev").widening())
                .containsExactly(new SecretScope("", "dev"), SecretScope.ORGANIZATION);
        assertThat(SecretScope.ORGANIZATION.widening()).containsExactly(SecretScope.ORGANIZATION);
    }

    /** Parts that contain the separators of the encoding. */
    @Test
    void encodesDifferentIdsDifferently() throws Exception {
        Map<String, SecretId> seen = new HashMap<>();
        PropertyCheck.forAll(2000, draw -> {
            String[] parts = {"", "a", "key", "project", "a_key", "key_a", "x_project_y", "domain"};
            String domain = draw.of(parts);
            String project = domain.isEmpty() ? "" : draw.of(parts);
            String name = draw.of("a", "key__a", "__key__", "_", "project__a__key__a", "a__key__a");
            SecretId id = new SecretId(SecretScope.of("", project, domain), name);
            SecretId other = seen.putIfAbsent(id.encoded(), id);
            assertThat(other == null ? id : other).isEqualTo(id);
            assertThat(SecretId.decode(id.encoded())).contains(id);
            assertThat(id.encoded().length()).isLessThanOrEqualTo(253);
        });
    }

    @Test
    void neverShowsAValue() {
        assertThat(new SecretValue(SecretKind.GENERIC, "planted".getBytes()).toString())
                .isEqualTo("(secret)");
    }
}
