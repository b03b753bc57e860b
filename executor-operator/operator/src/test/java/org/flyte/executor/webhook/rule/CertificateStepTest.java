package org.flyte.executor.webhook.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class CertificateStepTest {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void keepsWhatIsYoung() {
        Validity young = Validity.of(START, Duration.ofDays(90));

        assertThat(CertificateStep.next(young, young, true, Duration.ZERO, START.plus(Duration.ofDays(59))))
                .isEqualTo(CertificateStep.KEEP);
    }

    @Test
    void replacesACertificateWhenAThirdOfItsTimeIsLeft() {
        Validity authority = Validity.of(START, Duration.ofDays(1825));
        Validity certificate = Validity.of(START, Duration.ofDays(90));

        assertThat(CertificateStep.next(authority, certificate, true, Duration.ZERO, START.plus(Duration.ofDays(61))))
                .isEqualTo(CertificateStep.ISSUE_CERTIFICATE);
    }

    @Test
    void waitsUntilANewAuthorityIsKnown() {
        Validity authority = Validity.of(START, Duration.ofDays(1825));
        Validity certificate = Validity.of(START.minus(Duration.ofDays(80)), Duration.ofDays(90));
        Duration overlap = Duration.ofMinutes(10);

        assertThat(CertificateStep.next(authority, certificate, false, overlap, START.plusSeconds(599)))
                .isEqualTo(CertificateStep.KEEP);
        assertThat(CertificateStep.next(authority, certificate, false, overlap, START.plusSeconds(600)))
                .isEqualTo(CertificateStep.ISSUE_CERTIFICATE);
    }

    @Test
    void issuesACertificateAtOnceWhenTheOldOneIsOver() {
        Validity authority = Validity.of(START, Duration.ofDays(1825));
        Validity over = Validity.of(START.minus(Duration.ofDays(2)), Duration.ofDays(1));

        assertThat(CertificateStep.next(authority, over, false, Duration.ofHours(1), START))
                .isEqualTo(CertificateStep.ISSUE_CERTIFICATE);
    }

    /** Over a long time with checks at irregular times, a certificate in use is valid and of an authority that is known. */
    @Test
    void neverServesACertificateThatIsNotTrusted() throws Exception {
        PropertyCheck.forAll(300, draw -> {
            Duration certificateLife = Duration.ofMinutes(draw.integer(90, 1000));
            Duration authorityLife = certificateLife.multipliedBy(draw.integer(2, 6));
            Duration overlap = Duration.ofMinutes(draw.integer(0, 10));
            Instant now = START;
            List<Validity> authorities = new ArrayList<>(List.of(Validity.of(now, authorityLife)));
            Validity certificate = Validity.of(now, certificateLife);
            Validity signer = authorities.getFirst();
            for (int check = 0; check < 200; check++) {
                now = now.plus(Duration.ofMinutes(draw.integer(1, 12)));
                Validity current = authorities.getFirst();
                switch (CertificateStep.next(current, certificate, signer.equals(current), overlap, now)) {
                    case ADD_AUTHORITY -> authorities.addFirst(Validity.of(now, authorityLife));
                    case ISSUE_CERTIFICATE -> {
                        if (authorities.size() > 1) {
                            assertThat(current.issued().plus(overlap)).isBeforeOrEqualTo(now);
                        }
                        certificate = Validity.of(now, certificateLife);
                        signer = current;
                    }
                    case KEEP -> {}
                }
                assertThat(certificate.isOver(now)).isFalse();
                assertThat(signer.isOver(now)).isFalse();
                assertThat(authorities).contains(signer);
            }
        });
    }
}
