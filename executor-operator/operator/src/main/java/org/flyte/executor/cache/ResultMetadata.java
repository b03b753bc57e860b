package org.flyte.executor.cache;

import java.util.Map;
import org.flyte.crd.CacheSource;
import org.flyte.crd.TaskActionSpec;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.cacheservice.KeyMapMetadata;
import org.flyte.idl.cacheservice.Metadata;

/** Where the result of an entry is from, as its metadata say it. */
record ResultMetadata(Metadata metadata) {
    private static final String PROJECT = "exec-project";
    private static final String DOMAIN = "exec-domain";
    private static final String RUN = "execution-name";
    private static final String ACTION = "exec-node";
    private static final String ATTEMPT = "exec-attempt";
    private static final String VERSION = "task-version";
    private static final int MAX_ATTEMPT_DIGITS = 9;

    /** Of the outputs of an attempt. */
    static ResultMetadata of(TaskExecution execution) {
        TaskActionSpec spec = execution.spec();
        return new ResultMetadata(Metadata.newBuilder()
                .setSourceIdentifier(execution.template().getId())
                .setKeyMap(KeyMapMetadata.newBuilder()
                        .putValues(PROJECT, spec.project)
                        .putValues(DOMAIN, spec.domain)
                        .putValues(RUN, spec.runName)
                        .putValues(ACTION, spec.actionName)
                        .putValues(ATTEMPT, Integer.toString(execution.attempt()))
                        .putValues(VERSION, execution.template().getId().getVersion()))
                .build());
    }

    /** The attempt that it names; null when it names none. */
    CacheSource source() {
        Map<String, String> values = metadata.getKeyMap().getValuesMap();
        String attempt = values.getOrDefault(ATTEMPT, "");
        boolean complete = values.containsKey(PROJECT)
                && values.containsKey(DOMAIN)
                && values.containsKey(RUN)
                && values.containsKey(ACTION)
                && !attempt.isEmpty()
                && attempt.length() <= MAX_ATTEMPT_DIGITS
                && attempt.chars().allMatch(c -> c >= '0' && c <= '9');
        return complete
                ? new CacheSource(
                        values.get(PROJECT),
                        values.get(DOMAIN),
                        values.get(RUN),
                        values.get(ACTION),
                        Integer.parseInt(attempt))
                : null;
    }
}
