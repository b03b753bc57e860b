package org.flyte.executor.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypeAssignmentTest {
    private static final FoundProvider POD =
            NamedProvider.of("pod", "container", "python").found();
    private static final FoundProvider ECHO = NamedProvider.of("echo", "echo").found();
    private static final FoundProvider OTHER_ECHO =
            NamedProvider.of("echo2", "echo").found();

    @Test
    void givesATypeToThePluginThatClaimsIt() {
        TypeAssignment types = new TypeAssignment(List.of(POD, ECHO), Map.of());

        assertThat(types.of("python")).contains(POD);
        assertThat(types.of("echo")).contains(ECHO);
        assertThat(types.of("spark")).isEmpty();
        assertThat(types.types()).isEqualTo("container, echo, python");
    }

    @Test
    void mapsTypesByConfiguration() {
        TypeAssignment types = new TypeAssignment(List.of(POD, ECHO), Map.of("spark", "pod", "python", "echo"));

        assertThat(types.of("spark")).contains(POD);
        assertThat(types.of("python")).contains(ECHO);
        assertThat(types.of("container")).contains(POD);
    }

    @Test
    void refusesTwoPluginsOfOneTypeUnlessConfigurationDecides() {
        assertThatThrownBy(() -> new TypeAssignment(List.of(ECHO, OTHER_ECHO), Map.of()))
                .isInstanceOf(PluginException.class)
                .hasMessageContainingAll("echo.jar", "echo2.jar", "'echo'", "flyte.executor.plugins.echo");

        assertThat(new TypeAssignment(List.of(ECHO, OTHER_ECHO), Map.of("echo", "echo2")).of("echo"))
                .contains(OTHER_ECHO);
    }

    @Test
    void refusesTwoPluginsOfOneName() {
        assertThatThrownBy(() -> new TypeAssignment(
                        List.of(ECHO, NamedProvider.of("echo", "else").found()), Map.of()))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("same name");
    }

    @Test
    void refusesAConfiguredPluginThatDoesNotExist() {
        assertThatThrownBy(() -> new TypeAssignment(List.of(POD, ECHO), Map.of("spark", "sparc")))
                .isInstanceOf(PluginException.class)
                .hasMessage(
                        "flyte.executor.plugins.spark names the plugin 'sparc', which does not exist; use one of: echo, pod");
    }
}
