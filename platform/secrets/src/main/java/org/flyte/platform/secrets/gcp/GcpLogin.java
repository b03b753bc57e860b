package org.flyte.platform.secrets.gcp;

import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.util.function.Supplier;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Tokens of the application default credentials: of a file, a workload identity or the machine. */
final class GcpLogin implements Supplier<String> {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private GoogleCredentials credentials;

    @Override
    public String get() {
        try {
            GoogleCredentials found = credentials();
            found.refreshIfExpired();
            return found.getAccessToken().getTokenValue();
        } catch (IOException e) {
            throw new Unavailable(e, "no token for Google's Secret Manager; retry later");
        }
    }

    private synchronized GoogleCredentials credentials() {
        if (credentials == null) {
            try {
                credentials = GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
            } catch (IOException e) {
                throw new FailedPrecondition(
                        "no credentials for Google's Secret Manager; set GOOGLE_APPLICATION_CREDENTIALS or use a workload"
                                + " identity");
            }
        }
        return credentials;
    }
}
