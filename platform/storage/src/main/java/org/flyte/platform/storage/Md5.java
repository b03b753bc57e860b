package org.flyte.platform.storage;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** An MD5 in the making, as the upload protocol uses it: for integrity, never for trust. */
public final class Md5 {
    private final MessageDigest digest;

    public Md5() {
        try {
            digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** Takes in bytes. */
    public Md5 update(byte[] bytes, int offset, int count) {
        digest.update(bytes, offset, count);
        return this;
    }

    /** Takes in all bytes. */
    public Md5 update(byte[] bytes) {
        return update(bytes, 0, bytes.length);
    }

    /** Takes in what is left in a stream. */
    public Md5 update(InputStream content) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        int count;
        while ((count = content.read(chunk)) >= 0) {
            update(chunk, 0, count);
        }
        return this;
    }

    /** The 16 bytes of the sum; begins anew. */
    public byte[] bytes() {
        return digest.digest();
    }

    /** The sum in base64, as {@code Content-MD5} has it; begins anew. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes());
    }
}
