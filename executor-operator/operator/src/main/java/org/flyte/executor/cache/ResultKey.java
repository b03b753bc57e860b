package org.flyte.executor.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.flyte.crd.TaskActionSpec;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.model.Sha256;

/**
 * Under which key the result of a task is shared. The client's cache key covers inputs, interface and cache version; here the
 * task's name comes in once more, and the length of each part, so that no two tasks share a key.
 *
 * @param value hexadecimal SHA-256
 */
record ResultKey(String project, String domain, String value) {
    /** Empty when the task is not cacheable, or its client gave no key. */
    static Optional<ResultKey> of(TaskActionSpec spec, TaskTemplate template) {
        String clientKey = spec.cacheKey == null ? "" : spec.cacheKey;
        if (!template.getMetadata().getDiscoverable() || clientKey.isEmpty()) {
            return Optional.empty();
        }
        Identifier task = template.getId();
        return Optional.of(new ResultKey(
                task.getProject().isEmpty() ? spec.project : task.getProject(),
                task.getDomain().isEmpty() ? spec.domain : task.getDomain(),
                digest(task.getName(), template.getMetadata().getDiscoveryVersion(), clientKey)));
    }

    private static String digest(String... parts) {
        MessageDigest digest = Sha256.newDigest();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
