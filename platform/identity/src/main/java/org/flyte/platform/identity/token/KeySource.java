package org.flyte.platform.identity.token;

import java.io.IOException;

/** Where the key set of an issuer is read from. */
@FunctionalInterface
interface KeySource {
    /** Reads the JWKS document; blocks, within a time limit. */
    String read() throws IOException, InterruptedException;
}
