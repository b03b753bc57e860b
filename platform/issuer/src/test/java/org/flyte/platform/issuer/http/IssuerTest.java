package org.flyte.platform.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.flyte.platform.issuer.ConfigOf;
import org.flyte.platform.testkit.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in the configuration shows at the start. */
class IssuerTest {
    @TempDir
    Path folder;

    @Test
    void isAbsentUnlessEnabled() {
        Issuer issuer = issuer("http://127.0.0.1:1/login", Map.of("enabled", "false"));

        assertThat(issuer.provider()).isEmpty();
        assertThat(issuer.serviceAccounts()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com/login,,,url",
        "http://localhost/login,,,url",
        "https://example.com,,,url",
        "https://example.com/login?x=1,,,url",
        "https://example.com/login,access-token-lifetime,4m,access-token-lifetime",
        "https://example.com/login,access-token-lifetime,25h,access-token-lifetime",
        "https://example.com/login,refresh-token-lifetime,5m,refresh-token-lifetime",
        "https://example.com/login,key-rotation,1h,key-rotation",
        "https://example.com/login,users.runner.password,short,users.runner.password",
    })
    void namesTheKeyThatKeepsLoginsFromSucceeding(String url, String key, String value, String named) {
        Map<String, String> settings = key == null ? Map.of() : Map.of(key, value);

        assertThatThrownBy(() -> issuer(url, settings)).hasMessageContaining("flyte.issuer." + named);
    }

    private Issuer issuer(String url, Map<String, String> settings) {
        return new Issuer(ConfigOf.issuer(folder, url, settings), new MutableClock(ConfigOf.NOW));
    }
}
