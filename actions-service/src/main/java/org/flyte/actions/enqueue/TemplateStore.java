package org.flyte.actions.enqueue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.actions.ActionsConfig;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.Template;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RecentMap;
import org.flyte.platform.model.Sha256;
import org.flyte.platform.storage.ObjectStore;

/**
 * Puts the template of a task into its TaskAction when it is small, else into the object store, once per run and content.
 * The actions of a fan-out have the same template: it is compressed once. Blocks: call it on a virtual thread.
 */
@ApplicationScoped
class TemplateStore {
    private static final int MAX_REMEMBERED = 10_000;

    /** A compressed template takes at most {@code flyte.actions.enqueue.max-inline-template-size}. */
    private static final int MAX_COMPRESSED = 256;

    private final ObjectStore store;
    private final long maxSize;
    private final long maxInlineSize;
    private final Set<String> stored =
            Collections.synchronizedSet(Collections.newSetFromMap(new RecentMap<>(MAX_REMEMBERED)));
    /** By digest the compressed template, empty when it is too large for its TaskAction. */
    private final Map<String, Optional<byte[]>> compressed =
            Collections.synchronizedMap(new RecentMap<>(MAX_COMPRESSED));

    @Inject
    TemplateStore(ObjectStore store, ActionsConfig config) {
        this(
                store,
                config.enqueue().maxTemplateSize().asLongValue(),
                config.enqueue().maxInlineTemplateSize().asLongValue());
    }

    TemplateStore(ObjectStore store, long maxSize, long maxInlineSize) {
        this.store = store;
        this.maxSize = maxSize;
        this.maxInlineSize = maxInlineSize;
    }

    void put(TaskTemplate template, TaskActionSpec spec) {
        byte[] bytes = template.toByteArray();
        if (bytes.length > maxSize) {
            throw new InvalidArgument(
                    "action.task.spec.task_template has %d bytes; at most %d are allowed", bytes.length, maxSize);
        }
        String digest = Sha256.hex(bytes);
        Optional<byte[]> inline = inline(digest, bytes);
        if (inline.isPresent()) {
            spec.taskTemplate = inline.get();
        } else {
            spec.taskTemplateUri = store(digest, bytes, spec.runOutputBase);
        }
    }

    private Optional<byte[]> inline(String digest, byte[] template) {
        Optional<byte[]> known = compressed.get(digest);
        if (known != null) {
            return known;
        }
        Optional<byte[]> inline =
                Optional.of(Template.encode(template)).filter(packed -> packed.length <= maxInlineSize);
        compressed.put(digest, inline);
        return inline;
    }

    private String store(String digest, byte[] template, String runOutputBase) {
        String address = Address.join(runOutputBase, ".specs", digest + ".pb");
        if (!stored.contains(address)) {
            store.write(address, template);
            stored.add(address);
        }
        return address;
    }
}
