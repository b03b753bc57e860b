package org.flyte.dataproxy.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.storage.PresignedUrlVerifier.Grant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadTermsTest {
    @ParameterizedTest(name = "link ({0}, {1}), headers ({2}, {3})")
    @CsvSource(
            nullValues = "-",
            value = {"0,-,5,-,-", "5,-,5,-,-", "0,A,5,-,A", "0,A,5,A,A", "0,-,5,B,B"})
    void whatLinkAndHeadersAgreeOn(long linkLength, String linkMd5, String length, String md5, String expected) {
        UploadTerms terms = terms(linkLength, linkMd5, length, md5);

        assertThat(terms.length()).isEqualTo(5);
        assertThat(terms.md5()).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest(name = "link ({0}, {1}), headers ({2}, {3}): {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "6,-,5,-,'Content-Length is 5, but the link is for 6 bytes'",
                "0,-,-,-,Content-Length is required",
                "0,-,x,-,Content-Length 'x' is not a length",
                "0,-,-5,-,Content-Length '-5' is not a length",
                "0,-,101,-,more than the 100 bytes",
                "0,A,5,B,'Content-MD5 is B, but the link is for A'"
            })
    void whatContradictsIsRefused(long linkLength, String linkMd5, String length, String md5, String message) {
        assertThatThrownBy(() -> terms(linkLength, linkMd5, length, md5))
                .isInstanceOf(FlyteException.class)
                .hasMessageContaining(message);
    }

    private static UploadTerms terms(long linkLength, String linkMd5, String length, String md5) {
        return UploadTerms.of(
                new Grant("/x", Optional.ofNullable(linkMd5), linkLength, Instant.EPOCH),
                Optional.ofNullable(length),
                Optional.ofNullable(md5),
                100);
    }
}
