package org.flyte.executor.plugins.connector.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.executor.plugins.connector.settings.Endpoint;
import org.flyte.executor.plugins.connector.settings.Timeouts;
import org.flyte.idl.connector.TaskCategory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which endpoint takes a task. */
class RoutesTest {
    private final Routes routes = new Routes(
            List.of(
                    endpoint("exact", "p", "d"),
                    endpoint("domain", "", "d"),
                    endpoint("project", "p", ""),
                    endpoint("all", "", ""),
                    endpoint("second", "", "")),
            Map.of("fixed", "second"),
            Map.of(
                    "exact", types("a"),
                    "domain", types("a", "b"),
                    "project", types("a", "b", "c"),
                    "all", types("a", "b", "c", "e", "v"),
                    "second", types("e", "v:1")));

    @ParameterizedTest
    @CsvSource({
        "p,d,a,0,exact",
        "x,d,a,0,domain",
        "p,x,a,0,project",
        "x,x,a,0,all",
        "p,d,b,0,domain",
        "p,d,c,0,project",
        "p,d,e,0,all",
        "p,d,v,0,all",
        "p,d,v,1,second",
        "p,d,v,2,",
        "p,d,fixed,7,second",
        "p,d,unknown,0,",
    })
    void prefersTheNarrowest(String project, String domain, String type, int version, String expected) {
        assertThat(routes.find(project, domain, type, version)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void knowsEveryTypeThatAnybodyTakes() {
        assertThat(routes.types()).isEqualTo("a, b, c, e, fixed, v");
        assertThat(routes.has("c")).isTrue();
        assertThat(routes.has("unknown")).isFalse();
    }

    @Test
    void givesATypeThatNobodyListsToTheDefault() {
        Routes withDefault =
                new Routes(List.of(endpoint("default", "", "")), Map.of(), Map.of("default", types("known:1")));

        assertThat(withDefault.find("p", "d", "unlisted", 0)).contains("default");
        assertThat(withDefault.find("p", "d", "known", 2)).isEmpty();
        assertThat(withDefault.has("unlisted")).isFalse();
    }

    private static Endpoint endpoint(String id, String project, String domain) {
        Duration second = Duration.ofSeconds(1);
        return new Endpoint(
                id,
                "grpc://" + id,
                "dns:///" + id,
                false,
                Optional.empty(),
                project,
                domain,
                new Timeouts(second, second, second, second));
    }

    private static Set<TaskCategory> types(String... names) {
        return Stream.of(names)
                .map(name -> name.split(":"))
                .map(parts -> TaskCategory.newBuilder()
                        .setName(parts[0])
                        .setVersion(parts.length > 1 ? Integer.parseInt(parts[1]) : 0)
                        .build())
                .collect(Collectors.toSet());
    }
}
