package org.flyte.executor.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.executor.webhook.rule.Validity;

/**
 * All certificates of the webhook, which its replicas share.
 *
 * @param authorities those that API servers trust, the current one first
 * @param authorityKey of the current one
 */
record WebhookCertificates(
        List<X509Certificate> authorities, PrivateKey authorityKey, X509Certificate certificate, PrivateKey key) {
    private static final String AUTHORITIES = "ca.crt";
    private static final String AUTHORITY_KEY = "ca.key";
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";

    X509Certificate authority() {
        return authorities.getFirst();
    }

    boolean isSignedByCurrent() {
        return isSigned(certificate, authority().getPublicKey());
    }

    static Validity validity(X509Certificate certificate) {
        return new Validity(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Without authorities that have ended, but with the current one. */
    List<X509Certificate> living(Instant now) {
        return authorities.stream()
                .filter(authority ->
                        authority.equals(authority()) || !validity(authority).isOver(now))
                .toList();
    }

    /** What API servers have to trust. */
    String bundle() {
        return KeyPairPem.write(authorities);
    }

    /** The data of a Secret. */
    Map<String, String> toData() {
        Map<String, String> data = new TreeMap<>();
        data.put(AUTHORITIES, encoded(bundle()));
        data.put(AUTHORITY_KEY, encoded(KeyPairPem.write(authorityKey)));
        data.put(CERTIFICATE, encoded(KeyPairPem.write(List.of(certificate))));
        data.put(KEY, encoded(KeyPairPem.write(key)));
        return data;
    }

    static WebhookCertificates parse(Map<String, String> data) throws GeneralSecurityException {
        return new WebhookCertificates(
                KeyPairPem.readCertificates(decoded(data, AUTHORITIES)),
                KeyPairPem.readKey(decoded(data, AUTHORITY_KEY)),
                KeyPairPem.readCertificates(decoded(data, CERTIFICATE)).getFirst(),
                KeyPairPem.readKey(decoded(data, KEY)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookCertificates certificates
                && authorities.equals(certificates.authorities)
                && certificate.equals(certificates.certificate);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new Object[] {authorities, certificate});
    }

    /** Keys are not shown. */
    @Override
    public String toString() {
        return "certificate until %s, %d authorities"
                .formatted(certificate.getNotAfter().toInstant(), authorities.size());
    }

    private static boolean isSigned(X509Certificate certificate, PublicKey key) {
        try {
            certificate.verify(key);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String decoded(Map<String, String> data, String key) throws GeneralSecurityException {
        String value = data.get(key);
        if (value == null) {
            throw new GeneralSecurityException("the Secret has no " + key);
        }
        return new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
    }
}
