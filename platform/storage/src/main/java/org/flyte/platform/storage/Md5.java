package org.flyte.platform.storage;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** MD5 as the upload protocol uses it: for integrity, never for trust. */
public final class Md5 {
    private Md5() {}

    /** Base64 MD5 of what is left in a stream. */
    public static String base64Of(InputStream content) throws IOException {
        MessageDigest digest = digest();
        byte[] chunk = new byte[64 * 1024];
        int count;
        while ((count = content.read(chunk)) >= 0) {
            digest.update(chunk, 0, count);
        }
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    /** A fresh digest. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
