package org.flyte.platform.storage.gs;

import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.flyte.platform.model.FlyteException.FailedPrecondition;

/** The configured credentials, else those that Google's library finds in the environment; looked for at first use. */
final class GcsCredentials {
    private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

    private final Optional<Path> file;
    private GoogleCredentials found;

    GcsCredentials(Optional<Path> file) {
        this.file = file;
    }

    /** A token that is valid now. */
    String token() throws IOException {
        GoogleCredentials credentials = credentials();
        credentials.refreshIfExpired();
        return credentials.getAccessToken().getTokenValue();
    }

    /** Signs as a service account: with its key, or by a call to Google where the environment holds no key. */
    ServiceAccountSigner signer() {
        try {
            if (credentials() instanceof ServiceAccountSigner signer) {
                return signer;
            }
        } catch (IOException e) {
            throw new FailedPrecondition("no credentials for the object store: %s", e.getMessage());
        }
        throw new FailedPrecondition(
                "the credentials for the object store cannot sign URLs: use those of a service account, see"
                        + " flyte.storage.gs.credentials-file");
    }

    private synchronized GoogleCredentials credentials() throws IOException {
        if (found == null) {
            found = load().createScoped(SCOPE);
        }
        return found;
    }

    @SuppressWarnings("deprecation") // The file is the operator's own.
    private GoogleCredentials load() throws IOException {
        if (file.isEmpty()) {
            return GoogleCredentials.getApplicationDefault();
        }
        try (InputStream json = Files.newInputStream(file.get())) {
            return GoogleCredentials.fromStream(json);
        }
    }
}
