package org.flyte.platform.secrets.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.codec.binary.Base32;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretScope;

/**
 * A name of a secret in Key Vault: {@code 1-flyte-<domain>-<project>-<name in base 32>}, as Flyte's own service has them. Key Vault takes letters,
 * digits and {@code -}, 127 at most, and does not tell upper from lower case: in domain and project {@code 0} is written
 * {@code 00} and {@code -} is {@code 01}.
 */
record KeyVaultName(String text) {
    private static final String BEGINNING = "1-flyte-";
    private static final int LONGEST = 127;
    private static final int PARTS = 3;
    private static final Base32 BASE32 = new Base32();

    private static final Pattern PART = Pattern.compile("[-a-z0-9]*");

    /** Empty when Key Vault cannot have the name. */
    static Optional<KeyVaultName> of(SecretId id) {
        SecretScope scope = id.scope();
        if (!PART.matcher(scope.domain()).matches()
                || !PART.matcher(scope.project()).matches()) {
            return Optional.empty();
        }
        String name = BEGINNING + escaped(scope.domain()) + "-" + escaped(scope.project()) + "-"
                + BASE32.encodeToString(id.name().getBytes(UTF_8)).replace("=", "");
        return name.length() <= LONGEST ? Optional.of(new KeyVaultName(name)) : Optional.empty();
    }

    /** What Flyte keeps under the name; empty when the name is not of Flyte. */
    Optional<SecretId> id() {
        if (!text.startsWith(BEGINNING)) {
            return Optional.empty();
        }
        String[] parts = text.substring(BEGINNING.length()).split("-", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        return Optional.of(new String(BASE32.decode(parts[2].toUpperCase(Locale.ROOT)), UTF_8))
                .filter(SecretId::isName)
                .map(key -> new SecretId(new SecretScope(plain(parts[1]), plain(parts[0])), key))
                .filter(id ->
                        of(id).filter(name -> name.text.equalsIgnoreCase(text)).isPresent());
    }

    private static String escaped(String part) {
        return part.replace("0", "00").replace("-", "01");
    }

    private static String plain(String part) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < part.length(); i++) {
            if (part.charAt(i) == '0' && i + 1 < part.length()) {
                i++;
                plain.append(part.charAt(i) == '1' ? '-' : '0');
            } else {
                plain.append(part.charAt(i));
            }
        }
        return plain.toString();
    }
}
