package org.flyte.devbox.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginSettingsTest {
    @TempDir
    Path home;

    @Test
    void makesUsersAndACertificateThatSurviveARestart() throws Exception {
        Map<String, String> first = settings("--auth");

        assertThat(first)
                .containsEntry("flyte.auth.enabled", "true")
                .containsEntry("flyte.issuer.url", "https://localhost:18443/login")
                .containsEntry("flyte.auth.issuers.users.url", "https://localhost:18443/login")
                .containsEntry("quarkus.http.insecure-requests", "disabled")
                .doesNotContainKey("flyte.rpc.listeners.remote.tls");
        assertThat(Files.readString(home.resolve("data/tls-bundle.pem")))
                .endsWith(Files.readString(home.resolve("data/tls.pem")));
        assertThat(settings("--auth")).isEqualTo(first);
    }

    @Test
    void namesTheAddressThatOtherMachinesReach() {
        assertThat(settings("--listen", "192.0.2.7:9443"))
                .containsEntry("flyte.issuer.url", "https://192.0.2.7:9443/login")
                .containsEntry("flyte.rpc.listeners.remote.tls", "devbox");
    }

    @Test
    void printsWhoCanLogIn() {
        String password = settings("--auth").get("flyte.issuer.users.runner.password");

        assertThat(new StartupBanner(options("--auth"), "localhost:9092", OptionalInt.empty(), 1).text())
                .contains("https://localhost:18443/login", "runner     " + password, "export SSL_CERT_FILE=");
    }

    private Map<String, String> settings(String... arguments) {
        Options options = options(arguments);
        try (DataFolder folder = DataFolder.open(options.data(), false)) {
            return new LoginSettings(options, folder).settings();
        }
    }

    private Options options(String... arguments) {
        String[] line = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, line, 0, arguments.length);
        line[arguments.length] = "--data";
        line[arguments.length + 1] = home.resolve("data").toString();
        line[arguments.length + 2] = "--port";
        line[arguments.length + 3] = "18443";
        return Options.parse(line, Map.of("HOME", home.toString()));
    }
}
