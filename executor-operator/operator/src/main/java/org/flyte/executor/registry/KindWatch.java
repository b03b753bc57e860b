package org.flyte.executor.registry;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.flyte.executor.plugin.ObjectKind;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.jboss.logging.Logger;

/** The informers of one kind, once the API server has it. */
final class KindWatch {
    private static final Logger LOG = Logger.getLogger(KindWatch.class);
    private static final String BY_OWNER = "owner";
    private static final long SYNC_SECONDS = 10;
    private static final int FORBIDDEN = 403;

    /** Whether the objects of a kind are known. */
    enum State {
        WATCHED,
        /** The API server does not have the kind. */
        ABSENT,
        NOT_KNOWN_YET
    }

    private final ObjectKind kind;
    private final String selector;
    private final KubernetesClient client;
    private volatile State state = State.NOT_KNOWN_YET;
    private volatile String problem = "nothing has been asked yet";
    private volatile List<SharedIndexInformer<GenericKubernetesResource>> informers = List.of();

    /** @param selector of the labels of the objects */
    KindWatch(ObjectKind kind, String selector, KubernetesClient client) {
        this.kind = kind;
        this.selector = selector;
        this.client = client;
    }

    State state() {
        return state;
    }

    /** Why it is not known yet whether the API server has the kind, or its objects are not, in one line. */
    String problem() {
        return problem;
    }

    /**
     * Begins to watch if the API server has the kind, and returns once the objects are known.
     *
     * @param namespaces empty for all
     */
    synchronized void open(Set<String> namespaces, ObjectChanges changes) {
        if (state == State.WATCHED) {
            return;
        }
        try {
            if (isServed()) {
                watch(namespaces, changes);
                LOG.infof("objects of a plugin are watched: kind=%s", kind.crd());
                state = State.WATCHED;
            } else if (state != State.ABSENT) {
                LOG.infof("actions that need this kind fail until it is installed: kind=%s", kind.crd());
                state = State.ABSENT;
            }
        } catch (RuntimeException e) {
            closeInformers();
            state = State.NOT_KNOWN_YET;
            problem = problemOf(e);
            try (var _ = LogContext.of(LogKey.CAUSE, problem).enter()) {
                LOG.warnf("objects of a plugin cannot be watched, trying again: kind=%s", kind.crd());
            }
        }
    }

    private String problemOf(RuntimeException failure) {
        if (!(failure instanceof KubernetesClientException refusal) || refusal.getStatus() == null) {
            return String.valueOf(failure.getMessage());
        }
        return refusal.getCode() == FORBIDDEN
                ? "%s; the operator needs list and watch of %s"
                        .formatted(refusal.getStatus().getMessage(), kind.crd())
                : refusal.getStatus().getMessage();
    }

    private boolean isServed() {
        APIResourceList served = client.getApiResources(kind.apiVersion());
        return served != null
                && served.getResources().stream()
                        .anyMatch(resource -> kind.kind().equals(resource.getKind())
                                && kind.plural().equals(resource.getName()));
    }

    private void watch(Set<String> namespaces, ObjectChanges changes) {
        var objects = client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(kind.group())
                .withVersion(kind.version())
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build());
        List<SharedIndexInformer<GenericKubernetesResource>> opened = new ArrayList<>();
        informers = opened;
        if (namespaces.isEmpty()) {
            opened.add(objects.inAnyNamespace().withLabelSelector(selector).runnableInformer(0));
        } else {
            namespaces.forEach(namespace -> opened.add(
                    objects.inNamespace(namespace).withLabelSelector(selector).runnableInformer(0)));
        }
        opened.forEach(informer -> start(informer, changes));
    }

    private static void start(SharedIndexInformer<GenericKubernetesResource> informer, ObjectChanges changes) {
        informer.itemStore(new PrunedObjects());
        informer.addIndexers(Map.of(BY_OWNER, KindWatch::owners));
        informer.addEventHandler(changes);
        try {
            informer.start().toCompletableFuture().get(SYNC_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw KubernetesClientException.launderThrowable(e.getCause());
        } catch (TimeoutException e) {
            throw new KubernetesClientException("no list of the objects within %d s".formatted(SYNC_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KubernetesClientException.launderThrowable(e);
        }
    }

    private static List<String> owners(GenericKubernetesResource object) {
        return object.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .toList();
    }

    synchronized void close() {
        closeInformers();
        state = State.NOT_KNOWN_YET;
    }

    private void closeInformers() {
        informers.forEach(SharedIndexInformer::close);
        informers = List.of();
    }

    Optional<GenericKubernetesResource> get(String namespace, String name) {
        String key = Cache.namespaceKeyFunc(namespace, name);
        return informers.stream()
                .map(informer -> informer.getIndexer().getByKey(key))
                .filter(Objects::nonNull)
                .findFirst();
    }

    Stream<GenericKubernetesResource> ofOwner(String uid) {
        return informers.stream().flatMap(informer -> informer.getIndexer().byIndex(BY_OWNER, uid).stream());
    }
}
