package org.flyte.executor.reconcile;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.function.Supplier;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.Template;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.CallLimit;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.RecentMap;
import org.flyte.platform.storage.ObjectStore;

/** Reads the template of an action, inline or by reference: once for all actions and reconciles that share it. */
@ApplicationScoped
class Templates {
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_CACHED = 256;

    private static final int MAX_CONCURRENT_READS = 16;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final ObjectStore store;
    private final CallLimit reads =
            new CallLimit("reads of task templates", MAX_CONCURRENT_READS, Integer.MAX_VALUE, LONGEST_WAIT);
    /** By the stored form of an inline template, by the address of another; the ones used last. */
    private final Map<Object, TaskTemplate> known = Collections.synchronizedMap(new RecentMap<>(MAX_CACHED));

    Templates(ObjectStore store) {
        this.store = store;
    }

    /** @throws InvalidSpecException when there is none, or it cannot be read */
    TaskTemplate of(TaskActionSpec spec) {
        if (spec.taskTemplate != null && spec.taskTemplate.length > 0) {
            return known(ByteBuffer.wrap(spec.taskTemplate), () -> parse(spec.taskTemplate));
        }
        if (spec.template != null && !spec.template.isEmpty()) {
            return known(spec.template, () -> parseJson(spec.template.toString()));
        }
        if (spec.taskTemplateUri == null || spec.taskTemplateUri.isEmpty()) {
            throw new InvalidSpecException("InvalidSpec", "spec.taskTemplate is missing");
        }
        return known(spec.taskTemplateUri, () -> parse(reads.run(() -> read(spec.taskTemplateUri))));
    }

    /** Reads without a lock: threads that need the same new template at the same moment may each read it. */
    private TaskTemplate known(Object key, Supplier<TaskTemplate> reader) {
        TaskTemplate template = known.get(key);
        if (template == null) {
            template = reader.get();
            known.put(key, template);
        }
        return template;
    }

    private byte[] read(String uri) {
        try {
            return store.read(uri, MAX_BYTES);
        } catch (FlyteException.NotFound | FlyteException.InvalidArgument | FlyteException.Exhausted e) {
            throw new InvalidSpecException("InvalidSpec", "spec.taskTemplateUri cannot be read: " + e.getMessage());
        }
    }

    private static TaskTemplate parseJson(String json) {
        TaskTemplate.Builder template = TaskTemplate.newBuilder();
        try {
            JsonFormat.parser().merge(json, template);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new InvalidSpecException("InvalidSpec", "spec.template is no task template: " + e.getMessage());
        }
        return template.build();
    }

    private static TaskTemplate parse(byte[] stored) {
        try {
            return TaskTemplate.parseFrom(Template.decode(stored));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new InvalidSpecException("InvalidSpec", "the task template cannot be read: " + e.getMessage());
        }
    }
}
