package org.flyte.apps.reconcile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.apps.AppKey;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppBackend;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;
import org.flyte.apps.backend.AppObjectKind;
import org.flyte.apps.backend.OwnedObjects;
import org.flyte.platform.model.Sha256;

/**
 * Writes the objects of apps. An object names the revision that it was written for: an older one never replaces it, and each write
 * is for the version that was read, so that several replicas can write at the same time. Blocks: for virtual threads.
 */
@ApplicationScoped
class AppObjects {
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper CANONICAL =
            Serialization.jsonMapper().copy().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private final KubernetesClient client;
    private final AppBackend backend;
    private final String namespace;

    AppObjects(KubernetesClient client, AppBackend backend, AppsConfig config) {
        this.client = client;
        this.backend = backend;
        this.namespace = config.namespace();
    }

    /** What the app has in the cluster. */
    OwnedObjects owned(AppKey key, String objectName) {
        List<HasMetadata> objects = new ArrayList<>();
        for (AppObjectKind<?> kind : backend.kinds()) {
            objects.addAll(kind.in(client, namespace)
                    .withLabel(AppLabels.APP, objectName)
                    .list()
                    .getItems());
        }
        objects.removeIf(object -> !isOf(key, object));
        List<Pod> pods = client.pods()
                .inNamespace(namespace)
                .withLabel(AppLabels.APP, objectName)
                .list()
                .getItems();
        return new OwnedObjects(
                objects, pods.stream().filter(pod -> isOf(key, pod)).toList());
    }

    /**
     * Brings the objects to the definition; returns those that there are then.
     *
     * @throws SupersededException when a newer revision was written
     * @throws NameTakenException when an object of somebody else has the name
     * @throws KubernetesClientException with the code of a refusal; 409 when others have written meanwhile
     */
    List<HasMetadata> apply(AppDefinition app, List<HasMetadata> present) {
        List<HasMetadata> result = new ArrayList<>();
        List<HasMetadata> left = new ArrayList<>(present);
        for (HasMetadata wanted : backend.objects(app)) {
            mark(wanted, app.revision());
            Optional<HasMetadata> found =
                    left.stream().filter(object -> isSame(object, wanted)).findFirst();
            found.ifPresent(left::remove);
            result.add(found.isPresent() ? replace(app, found.get(), wanted) : create(app, wanted));
        }
        left.forEach(this::delete);
        return result;
    }

    /** Asks for the deletion of all of them. */
    void delete(List<HasMetadata> objects) {
        objects.forEach(this::delete);
    }

    private HasMetadata replace(AppDefinition app, HasMetadata present, HasMetadata wanted) {
        if (AppLabels.revision(present) > app.revision()) {
            throw new SupersededException();
        }
        Map<String, String> annotations = present.getMetadata().getAnnotations();
        boolean same = AppLabels.revision(present) == app.revision()
                && wanted.getMetadata()
                        .getAnnotations()
                        .get(AppLabels.DIGEST)
                        .equals(annotations.get(AppLabels.DIGEST));
        if (same) {
            return present;
        }
        backend.adopt(present, wanted);
        keep(present.getMetadata(), wanted.getMetadata());
        return client.resource(wanted).inNamespace(namespace).update();
    }

    private HasMetadata create(AppDefinition app, HasMetadata wanted) {
        try {
            return client.resource(wanted).inNamespace(namespace).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                HasMetadata other =
                        client.resource(wanted).inNamespace(namespace).get();
                if (other != null && !isOf(app.key(), other)) {
                    throw new NameTakenException("there is a %s named %s that is not of this app"
                            .formatted(wanted.getKind(), app.objectName()));
                }
            }
            throw e;
        }
    }

    private void delete(HasMetadata object) {
        try {
            client.resource(object).inNamespace(namespace).delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Labels and annotations of others stay. */
    private static void keep(ObjectMeta present, ObjectMeta wanted) {
        Map<String, String> labels = new HashMap<>(present.getLabels());
        labels.putAll(wanted.getLabels());
        wanted.setLabels(labels);
        Map<String, String> annotations = new HashMap<>(present.getAnnotations());
        annotations.keySet().removeIf(name -> name.startsWith("flyte.org/app-"));
        annotations.putAll(wanted.getAnnotations());
        wanted.setAnnotations(annotations);
        wanted.setResourceVersion(present.getResourceVersion());
        wanted.setOwnerReferences(present.getOwnerReferences());
        wanted.setFinalizers(present.getFinalizers());
    }

    private static void mark(HasMetadata object, long revision) {
        Map<String, String> annotations = new HashMap<>();
        if (object.getMetadata().getAnnotations() != null) {
            annotations.putAll(object.getMetadata().getAnnotations());
        }
        annotations.put(AppLabels.DIGEST, digest(object));
        annotations.put(AppLabels.REVISION, Long.toString(revision));
        object.getMetadata().setAnnotations(annotations);
    }

    private static String digest(HasMetadata object) {
        try {
            return Sha256.hex(CANONICAL.writeValueAsBytes(object)).substring(0, 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSame(HasMetadata one, HasMetadata other) {
        return one.getKind().equals(other.getKind())
                && one.getMetadata().getName().equals(other.getMetadata().getName());
    }

    private static boolean isOf(AppKey key, HasMetadata object) {
        return AppLabels.key(object).filter(key::equals).isPresent();
    }

    /** A newer revision of the app was written by another replica. */
    static final class SupersededException extends RuntimeException {
        SupersededException() {
            super("a newer revision was written", null, false, false);
        }
    }

    /** The name belongs to somebody else. */
    static final class NameTakenException extends RuntimeException {
        NameTakenException(String message) {
            super(message, null, false, false);
        }
    }
}
