package org.flyte.platform.identity.outgoing;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A token in a file that somebody else replaces before it expires, as kubelet does. */
@DefaultBean
@ApplicationScoped
class TokenFile implements ServiceToken {
    private static final Logger LOG = Logger.getLogger(TokenFile.class);
    private static final Duration READ_AGAIN = Duration.ofSeconds(10);
    private static final long MAX_BYTES = 64 << 10;

    private record Read(Optional<String> token, Instant until) {}

    private final Optional<Path> file;
    private final Clock clock;
    private volatile Read last = new Read(Optional.empty(), Instant.MIN);

    TokenFile(OutgoingConfig config, Clock clock) {
        this.file = config.tokenFile();
        this.clock = clock;
    }

    @Override
    public Optional<String> current() {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (!now.isBefore(last.until())) {
            last = new Read(read(file.get()), now.plus(READ_AGAIN));
        }
        return last.token();
    }

    /** The last token is used as long as the file cannot be read: it may be good for a while. */
    private Optional<String> read(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException("more than %d bytes".formatted(MAX_BYTES));
            }
            return Optional.of(Files.readString(path).strip()).filter(token -> !token.isEmpty());
        } catch (IOException e) {
            LOG.warnf("token for other services not read file=%s cause=%s", path, e);
            return last.token();
        }
    }
}
