package org.flyte.platform.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies = TrustedProxies.of(List.of("10.0.0.0/8", "192.168.1.7", "fd00::/8"));

    @ParameterizedTest(name = "peer {0}, forwarded {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.5  | 198.51.100.1                | 203.0.113.5",
                "10.1.2.3     | 198.51.100.1                | 198.51.100.1",
                "10.1.2.3     | 1.2.3.4, 198.51.100.1       | 198.51.100.1",
                "10.1.2.3     | 198.51.100.1, 10.9.9.9      | 198.51.100.1",
                "10.1.2.3     | 198.51.100.1, 192.168.1.7   | 198.51.100.1",
                "10.1.2.3     | 198.51.100.1, 192.168.1.8   | 192.168.1.8",
                "10.1.2.3     | ''                          | 10.1.2.3",
                "10.1.2.3     | 198.51.100.1, nonsense      | 10.1.2.3",
                "10.1.2.3     | 10.5.5.5                    | 10.5.5.5",
                "fd00::1      | 2001:db8::1                 | 2001:db8::1",
                "unknown      | 198.51.100.1                | unknown",
            })
    void takesTheLastAddressThatIsNoProxy(String peer, String forwarded, String client) {
        assertThat(proxies.clientOf(peer, List.of(forwarded))).isEqualTo(client);
    }

    @Test
    void readsSeveralHeaders() {
        assertThat(proxies.clientOf("10.1.2.3", List.of("198.51.100.1", "198.51.100.2, 10.2.2.2")))
                .isEqualTo("198.51.100.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "proxy.example.com", ""})
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no address or network");
    }
}
