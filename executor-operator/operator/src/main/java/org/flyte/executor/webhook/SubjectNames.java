package org.flyte.executor.webhook;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** For which host names and addresses a certificate is. */
final class SubjectNames {
    private SubjectNames() {}

    static Set<String> of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream().map(name -> String.valueOf(name.get(1))).collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }
}
