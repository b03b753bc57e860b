package org.flyte.runs.access;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.jboss.logging.Logger;

/**
 * Keeps the bindings of the configured file: all or none of them. A file that is refused changes nothing, and says in the log
 * what is wrong with it.
 */
@ApplicationScoped
class FileBindings {
    private static final Logger LOG = Logger.getLogger(FileBindings.class);
    private static final String CREATOR = "flyte.access.file";

    private final AccessConfig config;
    private final UserIssuer issuer;
    private final BindingCheck check;
    private final BindingStore store;
    private final ConfiguredAdmins admins;
    private final StoredRoles roles;
    private final Vertx vertx;
    private volatile String applied;
    private volatile boolean stopped;

    FileBindings(
            AccessConfig config,
            UserIssuer issuer,
            BindingCheck check,
            BindingStore store,
            ConfiguredAdmins admins,
            StoredRoles roles,
            Vertx vertx) {
        this.config = config;
        this.issuer = issuer;
        this.check = check;
        this.store = store;
        this.admins = admins;
        this.roles = roles;
        this.vertx = vertx;
    }

    void begin(@Observes StartupEvent event) {
        config.file().ifPresent(this::look);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void look(Path file) {
        if (stopped) {
            return;
        }
        vertx.executeBlocking(() -> Files.readString(file))
                .onSuccess(text -> apply(text).subscribe().with(done -> again(file), failure -> {
                    applied = text;
                    LOG.errorf(
                            "bindings are refused, those of before stay file=%s cause=%s", file, failure.getMessage());
                    again(file);
                }))
                .onFailure(failure -> {
                    LOG.errorf(
                            "bindings cannot be read, those of before stay file=%s cause=%s",
                            file, failure instanceof IOException ? failure.toString() : failure.getMessage());
                    again(file);
                });
    }

    private void again(Path file) {
        vertx.setTimer(config.fileInterval().toMillis(), timer -> look(file));
    }

    /** Replaces the bindings of the file by those of a text, unless it is the one that was seen last. */
    Uni<Void> apply(String text) {
        if (text.equals(applied)) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .item(() -> BindingsFile.parse(text, issuer.only()))
                .call(check::require)
                .chain(bindings -> store.change(change -> change.all().chain(all -> replace(change, all, bindings))))
                .chain(roles::refresh)
                .invoke(() -> applied = text);
    }

    private Uni<Void> replace(BindingStore.Change change, List<StoredBinding> all, List<RoleBinding> bindings) {
        Set<RoleBinding> wanted = new LinkedHashSet<>(bindings);
        List<RoleBinding> present = of(all, BindingSource.FILE);
        List<RoleBinding> others = of(all, BindingSource.API);
        if (others.size() + wanted.size() > config.maxBindings()) {
            throw new Exhausted(
                    "there would be more than %d bindings, the limit of flyte.access.max-bindings",
                    config.maxBindings());
        }
        LastAdmin.require(
                Stream.of(all.stream().map(StoredBinding::binding), admins.bindings().stream())
                        .flatMap(each -> each)
                        .toList(),
                Stream.of(wanted.stream(), others.stream(), admins.bindings().stream())
                        .flatMap(each -> each)
                        .toList());
        Uni<Void> removed = Multi.createFrom()
                .iterable(present)
                .filter(binding -> !wanted.contains(binding))
                .onItem()
                .transformToUniAndConcatenate(binding -> change.remove(binding, BindingSource.FILE))
                .collect()
                .last()
                .replaceWithVoid();
        return removed.chain(() -> Multi.createFrom()
                .iterable(wanted)
                .filter(binding -> !present.contains(binding))
                .onItem()
                .transformToUniAndConcatenate(binding -> change.add(binding, BindingSource.FILE, CREATOR))
                .collect()
                .last());
    }

    private static List<RoleBinding> of(List<StoredBinding> all, BindingSource source) {
        return all.stream()
                .filter(stored -> stored.source() == source)
                .map(StoredBinding::binding)
                .toList();
    }
}
