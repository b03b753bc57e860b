package org.flyte.dataproxy.presigned;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.Md5;

/** A body that fails at its end when its MD5 is not the announced one. */
final class Md5CheckedBody extends FilterInputStream {
    private final Md5 md5 = new Md5();
    private final Optional<String> expectedMd5;
    private String actual;

    Md5CheckedBody(InputStream body, Optional<String> expectedMd5) {
        super(body);
        this.expectedMd5 = expectedMd5;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
        int count = in.read(target, offset, wanted);
        if (count >= 0) {
            md5.update(target, offset, count);
        } else {
            check();
        }
        return count;
    }

    /** Base64 MD5 of the body, once it was read to its end. */
    String md5() {
        if (actual == null) {
            actual = md5.base64();
        }
        return actual;
    }

    private void check() {
        if (expectedMd5.isPresent() && !expectedMd5.get().equals(md5())) {
            throw new InvalidArgument("BadDigest: the body has MD5 %s, Content-MD5 says %s", md5(), expectedMd5.get());
        }
    }
}
