package org.flyte.executor.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * Makes the client read objects without their managed fields, which are a third of a watched object and of no use here,
 * and the objects of watch events without a tree of nodes in between.
 */
@Singleton
class LeanObjects implements KubernetesClientObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper mapper) {
        mapper.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
        mapper.addMixIn(WatchEvent.class, Streamed.class);
    }

    /** They may still be written. */
    @JsonIgnoreProperties(value = "managedFields", allowGetters = true)
    interface WithoutManagedFields {}

    interface Streamed {
        @JsonDeserialize(using = WatchedObject.class)
        void setObject(Object object);
    }
}
