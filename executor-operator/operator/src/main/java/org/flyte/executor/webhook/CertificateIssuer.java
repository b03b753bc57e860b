package org.flyte.executor.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.flyte.executor.webhook.rule.Validity;

/**
 * Issues the certificates of the webhook, on keys of the curve P-256.
 *
 * @param names host names and IP addresses by which API servers reach the webhook
 */
record CertificateIssuer(List<String> names, WebhookConfig config) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 120;

    /** An authority and a certificate of it. */
    WebhookCertificates issueAll(Instant now) {
        KeyPair authorityKeys = newKeys();
        X509Certificate authority = authority(authorityKeys, now);
        KeyPair keys = newKeys();
        return new WebhookCertificates(
                List.of(authority),
                authorityKeys.getPrivate(),
                certificate(keys.getPublic(), authority, authorityKeys.getPrivate(), now),
                keys.getPrivate());
    }

    /** The same certificate, and one authority more. */
    WebhookCertificates addAuthority(WebhookCertificates before, Instant now) {
        KeyPair keys = newKeys();
        List<X509Certificate> authorities = new ArrayList<>();
        authorities.add(authority(keys, now));
        authorities.addAll(before.living(now));
        return new WebhookCertificates(List.copyOf(authorities), keys.getPrivate(), before.certificate(), before.key());
    }

    /** A new certificate of the current authority. */
    WebhookCertificates issueCertificate(WebhookCertificates before, Instant now) {
        KeyPair keys = newKeys();
        return new WebhookCertificates(
                before.living(now),
                before.authorityKey(),
                certificate(keys.getPublic(), before.authority(), before.authorityKey(), now),
                keys.getPrivate());
    }

    private X509Certificate authority(KeyPair keys, Instant now) {
        X500Name name = new X500Name("CN=flyte-pod-webhook authority " + serial().toString(16));
        X509v3CertificateBuilder builder =
                builder(name, name, Validity.of(now, config.authorityLifetime()), keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sign(builder, keys.getPrivate());
    }

    private X509Certificate certificate(
            PublicKey key, X509Certificate authority, PrivateKey authorityKey, Instant now) {
        X509v3CertificateBuilder builder = builder(
                X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
                new X500Name("CN=flyte-pod-webhook"),
                Validity.of(now, config.certificateLifetime()),
                key);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(Extension.subjectAlternativeName, false, subjects());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sign(builder, authorityKey);
    }

    private GeneralNames subjects() {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, Validity validity, PublicKey key) {
        return new JcaX509v3CertificateBuilder(
                issuer, serial(), Date.from(validity.from()), Date.from(validity.until()), subject, key);
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate cannot be signed", e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }
}
