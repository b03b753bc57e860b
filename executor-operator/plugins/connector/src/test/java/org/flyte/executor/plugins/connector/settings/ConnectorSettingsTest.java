package org.flyte.executor.plugins.connector.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.flyte.executor.plugin.PluginSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings, and what is refused with the key and the remedy. */
class ConnectorSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "a=host:1,grpc://host:1,dns:///host:1,false",
        "a=grpc://host:8000,grpc://host:8000,dns:///host:8000,false",
        "a=dns:///host:8000,dns://host:8000,dns:///host:8000,false",
        "a=grpcs://host.example:443,grpcs://host.example:443,dns:///host.example:443,true",
        "a=grpc://[::1]:8000,grpc://[::1]:8000,dns:///[::1]:8000,false",
        "a=k8s://flyteconnector.flyte:8000,k8s://flyteconnector.flyte:8000,dns:///flyteconnector.flyte.svc:8000,false",
        "a=k8s://c.flyte:8000?tls=true,k8s://c.flyte:8000,dns:///c.flyte.svc:8000,true",
    })
    void readsAnAddress(String text, String address, String target, boolean tls) {
        assertThat(parse("endpoints", text).endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.id()).isEqualTo("a");
            assertThat(endpoint.address()).isEqualTo(address);
            assertThat(endpoint.target()).isEqualTo(target);
            assertThat(endpoint.tls()).isEqualTo(tls);
        });
    }

    @Test
    void readsSeveralEndpointsWithTheirOwnScopeAndTimeouts() {
        ConnectorSettings settings = parse(
                "endpoints", "one=a:1?project=p&domain=d&create-timeout=2m, two=b:2",
                "get-timeout", "7s",
                "types", "x=one y=two");

        assertThat(settings.endpoints()).extracting(Endpoint::id).containsExactly("one", "two");
        Endpoint one = settings.endpoints().getFirst();
        assertThat(one.project() + "/" + one.domain()).isEqualTo("p/d");
        assertThat(one.timeouts().create()).isEqualTo(Duration.ofMinutes(2));
        assertThat(one.timeouts().get()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.endpoints().getLast().timeouts().create()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.types()).isEqualTo(Map.of("x", "one", "y", "two"));
    }

    @Test
    void takesKeysAsEnvironmentVariablesGiveThem() {
        ConnectorSettings settings = parse("poll.interval", "7s", "poll-interval", "5s", "max.jobs", "9");

        assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.maxJobs()).isEqualTo(9);
    }

    @Test
    void hasDefaults() {
        ConnectorSettings settings = parse();

        assertThat(settings.endpoints()).isEmpty();
        assertThat(settings.discoveryInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(parse("poll-interval", "1m").maxPollInterval()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "endpoints|host:1|write id=grpc://host:port",
                "endpoints|a=host|the address needs a host and a port",
                "endpoints|a=host:0|the port is not between 1 and 65535",
                "endpoints|a=host:99999|the port is not between 1 and 65535",
                "endpoints|a=http://host:1|the scheme is none of grpc, grpcs, dns, k8s",
                "endpoints|a=k8s://service:1|k8s:// needs service.namespace:port",
                "endpoints|a=host:1?insecure=true|'insecure' is none of its parameters",
                "endpoints|a=host:1?tls=yes|tls is neither true nor false",
                "endpoints|a=host:1,a=host:2|names 'a' twice",
                "endpoints|a=host:1?get-timeout=1h|from PT0.001S to PT10M",
                "types|x=nobody|write type=id with the id of one of the endpoints",
                "poll-interval|1ms|must be from PT0.05S to PT10M",
                "max-jobs|0|must be from 1 to 1000000",
                "max-concurrent-calls|9999|must be from 1 to 1024",
                "create-timeout|soon|which is not a duration",
                "polinterval|1s|does not exist",
            })
    void refuses(String key, String value, String message) {
        assertThatThrownBy(() -> parse(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("flyte.executor.plugin.connector.");
    }

    private static ConnectorSettings parse(String... settings) {
        Map<String, String> values = new HashMap<>();
        Stream.iterate(0, i -> i < settings.length, i -> i + 2).forEach(i -> values.put(settings[i], settings[i + 1]));
        return ConnectorSettings.of(new PluginSettings("connector", values));
    }
}
