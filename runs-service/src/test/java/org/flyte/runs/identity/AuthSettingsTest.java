package org.flyte.runs.identity;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthSettingsTest {
    private static final String BASE = "https://idp.example.com/realms/x";
    private static final String PATH = ".well-known/openid-configuration";
    private static final String CALLBACK = "http://localhost:53593/callback";

    @Test
    void takesADeploymentWithoutLogin() {
        assertThatCode(() -> settings("", PATH, "", CALLBACK, "authorization").check())
                .doesNotThrowAnyException();
    }

    @Test
    void takesADeploymentWithLogin() {
        assertThatCode(() ->
                        settings(BASE, PATH, "flytectl", CALLBACK, "x-token").check())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{5}")
    @CsvSource({
        "idp.example.com,           .well-known/x,  id, http://localhost:1/, a, flyte.auth.server-base-url must be",
        "ftp://idp.example.com,     .well-known/x,  id, http://localhost:1/, a, flyte.auth.server-base-url must be",
        "https://idp/?x=y,          .well-known/x,  id, http://localhost:1/, a, flyte.auth.server-base-url must be",
        "https://idp,               /.well-known/x, id, http://localhost:1/, a, flyte.auth.metadata-path must be",
        "https://idp,               https://other/, id, http://localhost:1/, a, flyte.auth.metadata-path must be",
        "https://idp,               .well-known/x,  '', http://localhost:1/, a, flyte.auth.client.id must be set",
        "https://idp,               .well-known/x,  id, http://localhost/,   a, flyte.auth.client.redirect-uri must be",
        "https://idp,               .well-known/x,  id, http://localhost:1/, a b, flyte.auth.client.metadata-key must be"
    })
    void namesTheKeyThatIsWrong(String base, String path, String id, String redirect, String header, String message) {
        assertThatThrownBy(() -> settings(base, path, id, redirect, header).check())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message);
    }

    @Test
    void wantsAPublicUrlThatClientsCanCall() {
        TestAuthConfig config = new TestAuthConfig(
                Optional.empty(),
                PATH,
                Optional.of(URI.create("flyte.example.com")),
                Optional.empty(),
                URI.create(CALLBACK),
                "a");

        assertThatThrownBy(() -> new AuthSettings(config).check())
                .hasMessageContaining("flyte.auth.public-url must be");
    }

    private static AuthSettings settings(String base, String path, String id, String redirect, String header) {
        return new AuthSettings(new TestAuthConfig(
                Optional.of(base).filter(text -> !text.isEmpty()).map(URI::create),
                path,
                Optional.empty(),
                Optional.of(id),
                URI.create(redirect),
                header));
    }
}
