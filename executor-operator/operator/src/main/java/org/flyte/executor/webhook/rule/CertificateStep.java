package org.flyte.executor.webhook.rule;

import java.time.Duration;
import java.time.Instant;

/** What has to be done with the certificates of the webhook. */
public enum CertificateStep {
    /** Nothing. */
    KEEP,
    /** Issue a certificate that the current authority signs. */
    ISSUE_CERTIFICATE,
    /** Add an authority. API servers learn of it before it signs; those before it stay known until they end. */
    ADD_AUTHORITY;

    /**
     * The next step. An authority is replaced before its certificates are, so that at each time every certificate in use is signed by
     * an authority that API servers know.
     *
     * @param signedByCurrent whether the certificate is of the current authority
     */
    public static CertificateStep next(
            Validity authority, Validity certificate, boolean signedByCurrent, Duration overlap, Instant now) {
        if (authority.isDue(now)) {
            return ADD_AUTHORITY;
        }
        if (certificate.isOver(now)) {
            return ISSUE_CERTIFICATE;
        }
        boolean known = !authority.issued().plus(overlap).isAfter(now);
        if (!signedByCurrent) {
            return known ? ISSUE_CERTIFICATE : KEEP;
        }
        return certificate.isDue(now) ? ISSUE_CERTIFICATE : KEEP;
    }
}
