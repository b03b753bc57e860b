package org.flyte.devbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedHostsTest {
    private final AllowedHosts hosts = new AllowedHosts(Optional.of(List.of("flyte.example.com", "10.88.0.1")));

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LocalHost, true",
        "app.localhost, true",
        "127.0.0.1, true",
        "127.1.2.3, true",
        "::1, true",
        "[::1], true",
        "Flyte.example.com, true",
        "10.88.0.1, true",
        "evil.example.com, false",
        "localhost.evil.com, false",
        "127.0.0.1.evil.com, false",
        "flyte.example.com.evil.com, false",
        "192.168.0.1, false"
    })
    void knowsItsNames(String host, boolean allowed) {
        assertThat(hosts.isAllowed(host)).isEqualTo(allowed);
    }
}
