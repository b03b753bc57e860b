package org.flyte.executor.pool.rule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.flyte.platform.model.Sha256;

/**
 * What tasks must have in common to share workers: all that their pods differ by if they run alone, and to whom they belong.
 *
 * @param namespace of the pods
 * @param pod the pod of a task without what is of one try, as JSON: image, resources, environment, service account, scheduling
 * @param secrets serialized, in the order of the task
 * @param command what tasks of one code have in common: {@link TaskCommand#shared}
 * @param run empty unless each run has workers of its own
 */
public record PoolKey(
        String namespace,
        String project,
        String domain,
        String pod,
        List<byte[]> secrets,
        List<String> command,
        Policy policy,
        String run) {
    private static final int DIGITS = 24;

    /** Of a task of a run. */
    public static PoolKey of(
            String namespace,
            String project,
            String domain,
            String pod,
            List<byte[]> secrets,
            TaskCommand command,
            Policy policy,
            String run) {
        return new PoolKey(
                namespace, project, domain, pod, secrets, command.shared(), policy, policy.perRun() ? run : "");
    }

    /** The same for equal keys, and different for others: the name of the pool. */
    public String name() {
        List<byte[]> parts = new ArrayList<>();
        parts.add(text(namespace));
        parts.add(text(project));
        parts.add(text(domain));
        parts.add(text(pod));
        parts.add(count(secrets.size()));
        parts.addAll(secrets);
        parts.add(count(command.size()));
        command.forEach(word -> parts.add(text(word)));
        parts.add(text(policy.toString()));
        parts.add(text(run));
        return "pool-" + HexFormat.of().formatHex(Sha256.digest(joined(parts))).substring(0, DIGITS);
    }

    /** Each part with its length before it, so that no two lists of parts are the same bytes. */
    private static byte[] joined(List<byte[]> parts) {
        int size = parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum();
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(size);
        parts.forEach(part -> bytes.putInt(part.length).put(part));
        return bytes.array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] count(int number) {
        return text(Integer.toString(number));
    }
}
