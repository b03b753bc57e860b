package org.flyte.executor.secret;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.flyte.executor.config.SecretDeliveryConfig;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretPage;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.StoredSecret;
import org.jboss.logging.Logger;

/**
 * The image pull secrets of a scope and of those around it. They are looked for now and then; while the manager does not answer,
 * what was found before is used, and pods start without what is not known.
 */
@ApplicationScoped
class PullSecrets {
    private static final Logger LOG = Logger.getLogger(PullSecrets.class);
    private static final int PAGE = 100;
    private static final int MAX_PAGES = 20;

    private record Found(SecretScope scope, byte[] config) {}

    private final SecretManager manager;
    private final SecretDeliveryConfig config;
    private final Clock clock;
    private final ReentrantLock refreshing = new ReentrantLock();
    /** Null before the first reading. */
    private volatile List<Found> known;

    private volatile Instant refreshAt = Instant.MIN;
    private String lastCause = "";

    PullSecrets(SecretManager manager, SecretDeliveryConfig config, Clock clock) {
        this.manager = manager;
        this.config = config;
        this.clock = clock;
    }

    /** Credentials for pods of the scope; those of the narrowest scope come first. Empty when there are none. */
    Optional<DockerConfig> of(SecretScope scope) {
        if (!config.imagePull()) {
            return Optional.empty();
        }
        List<SecretScope> scopes = scope.widening();
        List<byte[]> visible = current().stream()
                .filter(found -> scopes.contains(found.scope()))
                .sorted(Comparator.comparingInt(found -> scopes.indexOf(found.scope())))
                .map(Found::config)
                .toList();
        return Optional.of(DockerConfig.merge(visible)).filter(merged -> !merged.isEmpty());
    }

    /** One start of a pod reads what is due; others go on with what is known, and wait only while nothing is. */
    private List<Found> current() {
        if (isDue()) {
            if (known == null) {
                refreshing.lock();
            } else if (!refreshing.tryLock()) {
                return known;
            }
            try {
                refresh();
            } finally {
                refreshing.unlock();
            }
        }
        return known;
    }

    private boolean isDue() {
        return !refreshAt.isAfter(clock.instant());
    }

    private void refresh() {
        if (!isDue()) {
            return;
        }
        try {
            known = read();
            lastCause = "";
        } catch (FlyteException e) {
            known = known == null ? List.of() : known;
            logOnce(e.getMessage());
        }
        refreshAt = clock.instant().plus(config.imagePullRefresh());
    }

    private void logOnce(String cause) {
        if (!cause.equals(lastCause)) {
            lastCause = cause;
            try (var _ = LogContext.of(LogKey.CAUSE, cause).enter()) {
                LOG.warn("image pull secrets cannot be read");
            }
        }
    }

    private List<Found> read() {
        List<Found> found = new ArrayList<>();
        String token = "";
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            SecretPage page = manager.list(SecretScope.ORGANIZATION, PAGE, token);
            page.secrets().stream()
                    .filter(secret -> secret.kind() == SecretKind.IMAGE_PULL)
                    .forEach(secret -> value(secret).ifPresent(found::add));
            token = page.nextToken();
            if (token.isEmpty()) {
                return found;
            }
        }
        LOG.warnf("only the first %d secrets are searched for image pull secrets", PAGE * MAX_PAGES);
        return found;
    }

    private Optional<Found> value(StoredSecret secret) {
        return manager.read(secret.id())
                .map(SecretValue::bytes)
                .map(bytes -> new Found(secret.id().scope(), bytes));
    }
}
