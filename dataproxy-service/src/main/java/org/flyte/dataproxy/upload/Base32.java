package org.flyte.dataproxy.upload;

/** Base32 of RFC 4648: upper case, padded. Upload keys are named by it. */
final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int pending = 0;
        for (byte value : bytes) {
            pending = ((pending << 8) | (value & 0xff)) & 0xfff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((pending >> bits) & 31));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt((pending << (5 - bits)) & 31));
        }
        while (text.length() % 8 != 0) {
            text.append('=');
        }
        return text.toString();
    }
}
