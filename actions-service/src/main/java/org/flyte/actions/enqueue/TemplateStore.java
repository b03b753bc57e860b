package org.flyte.actions.enqueue;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.flyte.actions.ActionsConfig;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.Template;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.Sha256;
import org.flyte.platform.storage.ObjectStore;

/**
 * Puts the template of a task into its TaskAction when it is small, else into the object store, once per run and content.
 * Blocks: call it on a virtual thread.
 */
@ApplicationScoped
class TemplateStore {
    private static final int MAX_REMEMBERED = 10_000;

    private final ObjectStore store;
    private final long maxSize;
    private final long maxInlineSize;
    private final Set<String> stored = Collections.synchronizedSet(Collections.newSetFromMap(new RecentAddresses()));

    TemplateStore(ObjectStore store, ActionsConfig config) {
        this.store = store;
        this.maxSize = config.enqueue().maxTemplateSize().asLongValue();
        this.maxInlineSize = config.enqueue().maxInlineTemplateSize().asLongValue();
    }

    void put(TaskTemplate template, TaskActionSpec spec) {
        byte[] bytes = template.toByteArray();
        if (bytes.length > maxSize) {
            throw new InvalidArgument(
                    "action.task.spec.task_template has %d bytes; at most %d are allowed", bytes.length, maxSize);
        }
        byte[] packed = Template.encode(bytes);
        if (packed.length <= maxInlineSize) {
            spec.taskTemplate = packed;
        } else {
            spec.taskTemplateUri = store(bytes, spec.runOutputBase);
        }
    }

    private String store(byte[] template, String runOutputBase) {
        String address = Address.join(runOutputBase, ".specs", Sha256.hex(template) + ".pb");
        if (!stored.contains(address)) {
            store.write(address, template);
            stored.add(address);
        }
        return address;
    }

    private static final class RecentAddresses extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    }
}
