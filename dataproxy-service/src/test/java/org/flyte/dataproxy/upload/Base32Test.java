package org.flyte.dataproxy.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base32Test {
    /** The vectors of RFC 4648. */
    @ParameterizedTest
    @CsvSource({
        "'',''",
        "f,MY======",
        "fo,MZXQ====",
        "foo,MZXW6===",
        "foob,MZXW6YQ=",
        "fooba,MZXW6YTB",
        "foobar,MZXW6YTBOI======"
    })
    void followsTheStandard(String text, String encoded) {
        assertThat(Base32.encode(text.getBytes(UTF_8))).isEqualTo(encoded);
    }
}
