package org.flyte.platform.identity.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.flyte.platform.identity.role.ProjectScopes.Scope;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.Test;

class GrantsTest {
    private static final Subject SUBJECT = new Subject(Subject.Kind.USER, "i", "s");

    @Test
    void areTheUnionOfAllBindings() {
        Grants grants =
                grants(binding(Role.VIEWER, "*", "*"), binding(Role.RUNNER, "p", "*"), binding(Role.ADMIN, "p", "d"));

        assertThat(grants.at(new Place("p", "d"))).contains(Role.ADMIN);
        assertThat(grants.at(new Place("p", "e"))).contains(Role.RUNNER);
        assertThat(grants.at(new Place("q", "d"))).contains(Role.VIEWER);
        assertThat(grants.at(Place.EVERYWHERE)).contains(Role.VIEWER);
        assertThat(grants.isOrganizationAdmin()).isFalse();
    }

    @Test
    void coverAllOfAProjectByAllItsDomainsOnly() {
        assertThat(grants(binding(Role.ADMIN, "p", "d")).at(new Place("p", ""))).isEmpty();
        assertThat(grants(binding(Role.ADMIN, "p", "d")).anywhereIn("p")).contains(Role.ADMIN);
        assertThat(grants(binding(Role.ADMIN, "p", "*")).at(new Place("p", ""))).contains(Role.ADMIN);
        assertThat(Grants.NONE.at(new Place("p", "d"))).isEmpty();
    }

    @Test
    void becomeTheScopesOfLists() {
        ProjectScopes scopes = grants(binding(Role.RUNNER, "p", "d"), binding(Role.VIEWER, "*", "e"))
                .scopes(Role.VIEWER);

        assertThat(scopes.scopes()).containsExactlyInAnyOrder(new Scope("p", "d"), new Scope("*", "e"));
        assertThat(scopes.includes("p", "d")).isTrue();
        assertThat(scopes.includes("q", "e")).isTrue();
        assertThat(scopes.includes("q", "d")).isFalse();
        assertThat(scopes.includesProject("q")).isTrue();
        assertThat(grants(binding(Role.VIEWER, "p", "d")).scopes(Role.RUNNER).scopes())
                .isEmpty();
        assertThat(grants(binding(Role.VIEWER, "*", "*")).scopes(Role.VIEWER)).isEqualTo(ProjectScopes.ALL);
    }

    @Test
    void areUnknownWhenTheyAreTooOld() {
        Clock noon = Clock.fixed(Instant.parse("2026-11-28T12:00:00Z"), ZoneOffset.UTC);
        FreshRoles never = new FreshRoles(Duration.ofMinutes(5), noon);
        FreshRoles old = new FreshRoles(Duration.ofMinutes(-5), noon);
        old.replace(1, new RoleBindings(List.of()));

        assertThatThrownBy(never::current).isInstanceOf(Unavailable.class);
        assertThatThrownBy(old::current).isInstanceOf(Unavailable.class);
        assertThat(old.version()).contains(1L);
    }

    private static Grants grants(RoleBinding... bindings) {
        return new Grants(List.of(bindings));
    }

    private static RoleBinding binding(Role role, String project, String domain) {
        return new RoleBinding(SUBJECT, role, project, domain);
    }
}
