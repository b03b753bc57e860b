package org.flyte.dataproxy.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {
    @ParameterizedTest(name = "[{0}] is {1}, for links {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "host: localhost:8090 | http://localhost:8090 | http://localhost:8090",
                "host: 127.0.0.1:8090 | http://127.0.0.1:8090 | http://127.0.0.1:8090",
                "host: [::1]:8090 | http://[::1]:8090 | http://[::1]:8090",
                "host: localhost:8090; x-forwarded-proto: http | http://localhost:8090 | http://localhost:8090",
                "host: localhost:8090; x-forwarded-proto: ' ' | http://localhost:8090 | http://localhost:8090",
                "host: h; x-forwarded-proto: https | https://h | https://h",
                "host: h; x-forwarded-proto: HTTPS | https://h | https://h",
                "host: h; x-forwarded-proto: https, http | https://h | https://h",
                "host: h; x-forwarded-proto: gopher | '' | http://h",
                "host: h:443 | '' | http://h:443",
                "host: inner:8090; x-forwarded-host: f.example.com, inner; x-forwarded-proto: https"
                        + " | https://f.example.com | https://f.example.com",
                "host: inner; forwarded: for=1.2.3.4/host=f.example.com/proto=https"
                        + " | https://f.example.com | https://f.example.com",
                "host: evil/path?x; x-forwarded-proto: https | '' | ''",
                "x-forwarded-proto: https | '' | ''",
                "host: h; x-forwarded-host: [1]; x-forwarded-proto: https | '' | ''",
                "host: h; x-forwarded-host: [::1::]; x-forwarded-proto: https | '' | ''",
                "host: h; x-forwarded-host: [::1]:99999; x-forwarded-proto: https | https://[::1]:99999 | https://[::1]:99999",
            })
    void isReadFromTheHeaders(String headers, String address, String guess) {
        Map<String, String> known = Arrays.stream(headers.split(";"))
                .map(header -> header.strip().split(": ", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> pair[1].replace('/', pair[0].equals("forwarded") ? ';' : '/')));

        Origin origin = Origin.of(name -> Optional.ofNullable(known.get(name)));

        assertThat(origin.address().map(URI::toString).orElse("")).isEqualTo(address);
        assertThat(origin.bestGuess().map(URI::toString).orElse("")).isEqualTo(guess);
    }
}
