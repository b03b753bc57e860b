package org.flyte.actions.enqueue;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.flyte.actions.ActionsConfig;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.Template;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.ObjectStore;

/**
 * Puts the template of a task into its TaskAction when it is small, else once a run and content into the object store
 * (design D8). Blocks: call it on a virtual thread.
 */
@ApplicationScoped
class TemplateStore {
    private static final int REMEMBERED = 10_000;

    private final ObjectStore store;
    private final ActionsConfig.Enqueue config;
    private final Set<String> stored = Collections.synchronizedSet(Collections.newSetFromMap(new Recent()));

    TemplateStore(ObjectStore store, ActionsConfig config) {
        this.store = store;
        this.config = config.enqueue();
    }

    void put(TaskTemplate template, TaskActionSpec spec) {
        byte[] bytes = template.toByteArray();
        if (bytes.length > config.largestTemplateBytes()) {
            throw new InvalidArgument(
                    "action.task.spec.task_template has %d bytes; at most %d are allowed",
                    bytes.length, config.largestTemplateBytes());
        }
        byte[] packed = Template.encode(bytes);
        if (packed.length <= config.inlineTemplateBytes()) {
            spec.taskTemplate = packed;
        } else {
            spec.taskTemplateUri = store(bytes, spec.runOutputBase);
        }
    }

    private String store(byte[] template, String runOutputBase) {
        String address = Address.join(runOutputBase, ".specs", digest(template) + ".pb");
        if (!stored.contains(address)) {
            store.write(address, template);
            stored.add(address);
        }
        return address;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static final class Recent extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }
}
