package org.flyte.executor.config;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flyte.crd.Names;

/**
 * The part of all runs that this operator reconciles: actions-service labels each TaskAction with the shard of its run.
 *
 * @param index from 0
 * @param count how many shards there are
 */
public record Shard(int index, int count) {
    /** @throws IllegalArgumentException when there is no such shard; the message names the keys */
    public Shard {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "flyte.executor.shard is %d, but must be from 0 to %d, less than flyte.executor.shards"
                            .formatted(index, count - 1));
        }
    }

    public static Shard of(ExecutorConfig config) {
        return new Shard(config.shard(), config.shards());
    }

    /** Selects its objects; empty for all. The first shard also has objects of no or of an unknown shard. */
    public Optional<String> selector() {
        if (count == 1) {
            return Optional.empty();
        }
        return Optional.of(
                index > 0
                        ? Names.LABEL_SHARD + "=" + index
                        : IntStream.range(1, count)
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(",", Names.LABEL_SHARD + " notin (", ")")));
    }

    /** The lease by which the replicas of this shard elect one that reconciles. */
    public String lease() {
        return count == 1 ? "executor-operator" : "executor-operator-" + index;
    }
}
