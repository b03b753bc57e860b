package org.flyte.runs.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.Subject;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.junit.jupiter.api.Test;

class LastAdminTest {
    private static final RoleBinding ROOT = binding(Role.ADMIN, "*", "*");
    private static final List<RoleBinding> LESSER =
            List.of(binding(Role.RUNNER, "*", "*"), binding(Role.ADMIN, "p", "*"), binding(Role.ADMIN, "*", "d"));

    @Test
    void stays() {
        assertThatThrownBy(() -> LastAdmin.require(List.of(ROOT), LESSER))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("no admin of the organization would be left");
    }

    @Test
    void isNotAskedForWhereThereWasNone() {
        assertThatCode(() -> LastAdmin.require(LESSER, List.of())).doesNotThrowAnyException();
        assertThatCode(() -> LastAdmin.require(List.of(ROOT), List.of(ROOT))).doesNotThrowAnyException();
    }

    private static RoleBinding binding(Role role, String project, String domain) {
        return new RoleBinding(new Subject(Subject.Kind.USER, "i", "s"), role, project, domain);
    }
}
