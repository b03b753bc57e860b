package org.flyte.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.flyte.idl.cacheservice.GetCacheRequest;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class EndpointsTest extends CacheServiceTestBase {
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void isReadyWhenTheDatabaseAnswers() throws Exception {
        assertThat(get("health/ready")).contains("\"status\": \"UP\"").contains("Reactive PostgreSQL");
    }

    @Test
    void countsLookupsPutsAndReservations() throws Exception {
        var put = unscoped.put(put("one"));
        var found = unscoped.get(GetCacheRequest.newBuilder().setKey(key).build());
        var granted = unscoped.getOrExtendReservation(claim("one", Duration.ofSeconds(5)));
        assertThat(List.of(put, found, granted)).hasSize(3);

        assertThat(get("metrics"))
                .contains("flyte_cache_lookups_total{result=\"hit\"}")
                .contains("flyte_cache_puts_total{result=\"stored\"}")
                .contains("flyte_cache_reservations_total{result=\"granted\"}");
    }

    private String get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(management.resolve(path)).build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
