package org.flyte.executor.pool.rule;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.time.Duration;
import org.flyte.idl.core.ReusePolicy;
import org.flyte.idl.core.TaskTemplate;

/**
 * How the workers of an environment are reused: what the task asks for.
 *
 * @param environment its name; empty when the task does not say
 * @param minReplicas that stay while the pool is in use
 * @param concurrency tasks that one replica runs at the same time
 * @param idleTtl after how long without any task all replicas go
 * @param scaledownTtl after how long without a task a replica above the minimum goes
 * @param perRun whether each run has replicas of its own
 */
public record Policy(
        String environment,
        int minReplicas,
        int maxReplicas,
        int concurrency,
        Duration idleTtl,
        Duration scaledownTtl,
        boolean perRun) {
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(30);

    /** What a pool may have at most. */
    public record Limits(int replicas, int concurrency) {}

    /** Whether a task asks for reuse. */
    public static boolean isIn(TaskTemplate template) {
        return template.hasReusePolicy() || template.getCustom().getFieldsMap().containsKey("spec");
    }

    /** Reads the field of the template, and what older clients put into {@code custom} instead. */
    public static Policy of(TaskTemplate template) {
        Struct custom = template.getCustom();
        Struct spec = struct(custom, "spec");
        String name =
                custom.getFieldsOrDefault("name", Value.getDefaultInstance()).getStringValue();
        if (!template.hasReusePolicy()) {
            int max = number(spec, "replica_count", 1);
            return new Policy(
                    name,
                    number(spec, "min_replica_count", max),
                    max,
                    number(spec, "parallelism", 1),
                    seconds(spec, "ttl_seconds"),
                    seconds(spec, "scaledown_ttl_seconds"),
                    false);
        }
        ReusePolicy policy = template.getReusePolicy();
        return new Policy(
                policy.getName().isEmpty() ? name : policy.getName(),
                policy.getMinReplicas(),
                policy.getMaxReplicas(),
                policy.getConcurrency(),
                policy.hasIdleTtl() ? duration(policy.getIdleTtl()) : DEFAULT_TTL,
                policy.hasScaledownTtl() ? duration(policy.getScaledownTtl()) : DEFAULT_TTL,
                policy.getScope() == ReusePolicy.Scope.RUN);
    }

    /** Why it cannot be carried out; empty when it can. Names the field, the limit and the remedy. */
    public String problem(Limits limits) {
        if (maxReplicas < 1) {
            return "reuse_policy.max_replicas is %d, it must be at least 1".formatted(maxReplicas);
        }
        if (minReplicas < 0 || minReplicas > maxReplicas) {
            return "reuse_policy.min_replicas is %d, it must be from 0 to max_replicas, %d"
                    .formatted(minReplicas, maxReplicas);
        }
        if (maxReplicas > limits.replicas()) {
            return "reuse_policy.max_replicas is %d, the limit of flyte.executor.pool.max-replicas is %d"
                    .formatted(maxReplicas, limits.replicas());
        }
        if (concurrency < 1 || concurrency > limits.concurrency()) {
            return "reuse_policy.concurrency is %d, it must be from 1 to %d, the limit of flyte.executor.pool.max-concurrency"
                    .formatted(concurrency, limits.concurrency());
        }
        if (idleTtl.isNegative() || scaledownTtl.isNegative()) {
            return "reuse_policy.idle_ttl and scaledown_ttl must not be negative";
        }
        return "";
    }

    private static Duration duration(com.google.protobuf.Duration duration) {
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    private static Struct struct(Struct in, String field) {
        return in.getFieldsOrDefault(field, Value.getDefaultInstance()).getStructValue();
    }

    private static int number(Struct in, String field, int otherwise) {
        Value value = in.getFieldsMap().get(field);
        return value == null
                ? otherwise
                : (int) Math.clamp((long) value.getNumberValue(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Duration seconds(Struct in, String field) {
        return Duration.ofSeconds(number(in, field, (int) DEFAULT_TTL.toSeconds()));
    }
}
