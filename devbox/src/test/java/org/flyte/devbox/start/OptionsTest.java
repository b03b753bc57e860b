package org.flyte.devbox.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    private static final Map<String, String> HOME = Map.of("HOME", "/home/ada");

    @Test
    void hasDefaults() {
        Options options = Options.parse(new String[0], HOME);

        assertThat(options)
                .isEqualTo(new Options(
                        Path.of("/home/ada/.flyte-devbox"),
                        8090,
                        new NetworkAccess(0, Optional.empty(), false, List.of()),
                        false,
                        "localhost",
                        KubernetesMode.EMBEDDED,
                        StoreMode.FOLDER,
                        "flyte",
                        Optional.empty(),
                        false));
    }

    @Test
    void acceptsAValueAfterASpaceOrAnEqualsSign() {
        Options apart = Options.parse(new String[] {"--port", "9", "--kubernetes", "kubeconfig"}, HOME);
        Options joined = Options.parse(new String[] {"--port=9", "--kubernetes=kubeconfig"}, HOME);

        assertThat(joined).isEqualTo(apart);
        assertThat(joined.kubernetes()).isEqualTo(KubernetesMode.KUBECONFIG);
    }

    @Test
    void keepsObjectsInS3ForAClusterAndWhenAsked() {
        assertThat(Options.parse(new String[] {"--kubernetes", "kubeconfig"}, HOME)
                        .store())
                .isEqualTo(StoreMode.S3);
        assertThat(Options.parse(new String[] {"--store", "s3"}, HOME).store()).isEqualTo(StoreMode.S3);
    }

    @Test
    void takesThePythonFromTheEnvironmentUnlessAnOptionNamesIt() {
        Map<String, String> environment = Map.of("HOME", "/home/ada", "VIRTUAL_ENV", "/venvs/one");

        assertThat(Options.parse(new String[0], environment).venv()).contains(Path.of("/venvs/one"));
        assertThat(Options.parse(new String[] {"--venv", "/venvs/two"}, environment)
                        .venv())
                .contains(Path.of("/venvs/two"));
    }

    @ParameterizedTest
    @CsvSource({
        "--port abc, --port is abc",
        "--port 70000, --port is 70000",
        "--port, --port needs a value",
        "--kubernetes minikube, --kubernetes is minikube",
        "--store tape, --store is tape",
        "--kubernetes kubeconfig --store folder, exclude each other",
        "--data /tmp/x --ephemeral, exclude each other",
        "--auth --kubernetes kubeconfig, processes of this machine",
        "--loud, unknown option --loud"
    })
    void namesAMistakeInOneLine(String line, String words) {
        assertThatThrownBy(() -> Options.parse(line.split(" "), HOME))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n");
    }

    @Test
    void listensToOthersOnlyWhenItIsTold() {
        assertThat(Options.parse(new String[0], HOME).access().listen()).isEmpty();
        assertThat(Options.parse(new String[] {"--listen", "0.0.0.0"}, HOME)
                        .access()
                        .listen())
                .contains(new ListenAddress("0.0.0.0", 8443));
        assertThat(Options.parse(new String[] {"--listen", "[::1]:9000"}, HOME)
                        .access()
                        .listen())
                .contains(new ListenAddress("::1", 9000));
        assertThat(Options.parse(new String[] {"--listen", "fe80::1"}, HOME)
                        .access()
                        .listen())
                .contains(new ListenAddress("fe80::1", 8443));
    }

    @Test
    void asksForALoginOnlyWhenItIsToldOrOthersReachIt() {
        Options open = Options.parse(new String[0], HOME);
        Options closed = Options.parse(new String[] {"--auth"}, HOME);

        assertThat(open.access().login()).isFalse();
        assertThat(open.url()).isEqualTo("http://localhost:8090");
        assertThat(closed.access().login()).isTrue();
        assertThat(closed.access().listen()).isEmpty();
        assertThat(closed.url()).isEqualTo("https://localhost:8090");
        assertThat(Options.parse(new String[] {"--listen", "0.0.0.0"}, HOME)
                        .access()
                        .login())
                .isTrue();
    }

    @Test
    void saysWhatHasReplacedTheTokenOfEarlierVersions() {
        Map<String, String> environment = Map.of("HOME", "/home/ada", "FLYTE_DEVBOX_TOKEN", "0123456789abcdef");

        assertThatThrownBy(() -> Options.parse(new String[0], environment))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("clients log in");
    }

    @Test
    void servesPodsOfThisMachineOnTheLoopbackInterfaceWhateverItsName() {
        Options options = Options.parse(new String[] {"--host", "laptop", "--port", "9"}, HOME);

        assertThat(options.isLocal()).isTrue();
        assertThat(options.endpoint()).isEqualTo("localhost:9");
        assertThat(options.podsAddress()).isEqualTo("localhost:9");
    }
}
