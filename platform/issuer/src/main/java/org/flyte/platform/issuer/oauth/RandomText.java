package org.flyte.platform.issuer.oauth;

import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable text. */
final class RandomText {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    /** No vowels, so no words, and nothing that looks like something else. */
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

    private RandomText() {}

    /** Returns 256 bits as letters, digits, {@code -} and {@code _}. */
    static String token() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Returns what a user types from one screen into another: two groups of four letters. */
    static String userCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            code.append(i == 4 ? "-" : "").append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return code.toString();
    }
}
