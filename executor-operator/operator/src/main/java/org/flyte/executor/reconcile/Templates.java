package org.flyte.executor.reconcile;

import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.Template;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.storage.ObjectStore;

/** Reads the template of an action: inline, or by reference, then once for all actions that share it. */
@ApplicationScoped
class Templates {
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_CACHED = 256;

    private final ObjectStore store;
    private final Map<String, TaskTemplate> byUri = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TaskTemplate> eldest) {
            return size() > MAX_CACHED;
        }
    });

    Templates(ObjectStore store) {
        this.store = store;
    }

    /** @throws InvalidSpecException when there is none, or it cannot be read */
    TaskTemplate of(TaskActionSpec spec) {
        if (spec.taskTemplate != null && spec.taskTemplate.length > 0) {
            return parse(spec.taskTemplate);
        }
        if (spec.taskTemplateUri == null || spec.taskTemplateUri.isEmpty()) {
            throw new InvalidSpecException("InvalidSpec", "spec.taskTemplate is missing");
        }
        TaskTemplate known = byUri.get(spec.taskTemplateUri);
        if (known != null) {
            return known;
        }
        TaskTemplate read = parse(read(spec.taskTemplateUri));
        byUri.put(spec.taskTemplateUri, read);
        return read;
    }

    private byte[] read(String uri) {
        try {
            return store.read(uri, MAX_BYTES);
        } catch (FlyteException.NotFound | FlyteException.InvalidArgument | FlyteException.Exhausted e) {
            throw new InvalidSpecException("InvalidSpec", "spec.taskTemplateUri cannot be read: " + e.getMessage());
        }
    }

    private static TaskTemplate parse(byte[] stored) {
        try {
            return TaskTemplate.parseFrom(Template.decode(stored));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new InvalidSpecException("InvalidSpec", "the task template cannot be read: " + e.getMessage());
        }
    }
}
