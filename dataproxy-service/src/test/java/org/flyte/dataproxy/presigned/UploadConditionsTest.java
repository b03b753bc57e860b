package org.flyte.dataproxy.presigned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.storage.PresignedUrlVerifier.Grant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadConditionsTest {
    @ParameterizedTest(name = "URL ({0}, {1}), headers ({2}, {3})")
    @CsvSource(
            nullValues = "-",
            value = {"0,-,5,-,-", "5,-,5,-,-", "0,A,5,-,A", "0,A,5,A,A", "0,-,5,B,B"})
    void takesMd5FromUrlOrHeaders(long urlLength, String urlMd5, String length, String md5, String expected) {
        UploadConditions conditions = conditions(urlLength, urlMd5, length, md5);

        assertThat(conditions.length()).isEqualTo(5);
        assertThat(conditions.md5()).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest(name = "URL ({0}, {1}), headers ({2}, {3}): {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "6,-,5,-,'Content-Length is 5, but the presigned URL is for 6 bytes'",
                "0,-,-,-,Content-Length is required",
                "0,-,x,-,Content-Length 'x' is not a number of bytes",
                "0,-,-5,-,Content-Length '-5' is not a number of bytes",
                "0,-,101,-,more than the 100 bytes",
                "0,A,5,B,'Content-MD5 is B, but the presigned URL is for A'"
            })
    void refusesContradictions(long urlLength, String urlMd5, String length, String md5, String message) {
        assertThatThrownBy(() -> conditions(urlLength, urlMd5, length, md5))
                .isInstanceOf(FlyteException.class)
                .hasMessageContaining(message);
    }

    private static UploadConditions conditions(long urlLength, String urlMd5, String length, String md5) {
        return UploadConditions.of(
                new Grant("/x", Optional.ofNullable(urlMd5), urlLength, Instant.EPOCH),
                Optional.ofNullable(length),
                Optional.ofNullable(md5),
                100);
    }
}
