package org.flyte.executor.registry;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.config.Shard;
import org.flyte.executor.plugin.ObjectCache;
import org.flyte.executor.plugin.ObjectKind;

/** The objects of all plugins: those of their kinds that the API server has, watched in the namespaces of the operator. */
@ApplicationScoped
public class WatchedKinds implements ObjectCache {
    private final KubernetesClient client;
    private final ExecutorConfig config;
    private final String selector;
    private final Map<ObjectKind, KindWatch> watches = new ConcurrentHashMap<>();

    WatchedKinds(KubernetesClient client, ExecutorConfig config) {
        this.client = client;
        this.config = config;
        String managed = Names.LABEL_MANAGED + "=true";
        this.selector =
                Shard.of(config).selector().map(own -> managed + "," + own).orElse(managed);
    }

    /** These kinds are watched from the start of the event source on. */
    void watch(Set<ObjectKind> kinds) {
        kinds.forEach(kind -> watches.computeIfAbsent(kind, _ -> new KindWatch(kind, selector, client)));
    }

    KindWatch.State state(ObjectKind kind) {
        return watches.get(kind).state();
    }

    /** Why a kind is not known yet, for people. */
    String problem(ObjectKind kind) {
        return watches.get(kind).problem();
    }

    /** The events of these objects. It looks again from time to time for kinds that the API server does not have. */
    public EventSource<?, TaskAction> open(EventSourceContext<TaskAction> context) {
        var controller = context.getControllerConfiguration();
        Set<String> namespaces = controller.getInformerConfig().getEffectiveNamespaces(controller);
        return new KindEventSource(
                this,
                InformerConfiguration.allNamespacesWatched(namespaces) ? Set.of() : namespaces,
                config.recheckKinds());
    }

    /** Begins to watch each kind that is not watched yet, if the API server has it. */
    void open(Set<String> namespaces, Consumer<ResourceID> wake) {
        watches.values().forEach(watch -> watch.open(namespaces, new ObjectChanges(wake)));
    }

    void close() {
        watches.values().forEach(KindWatch::close);
    }

    @Override
    public Optional<GenericKubernetesResource> get(ObjectKind kind, String namespace, String name) {
        return Optional.ofNullable(watches.get(kind)).flatMap(watch -> watch.get(namespace, name));
    }

    @Override
    public Stream<GenericKubernetesResource> of(ObjectKind kind, TaskAction action) {
        KindWatch watch = watches.get(kind);
        return watch == null
                ? Stream.empty()
                : watch.ofOwner(action.getMetadata().getUid());
    }
}
