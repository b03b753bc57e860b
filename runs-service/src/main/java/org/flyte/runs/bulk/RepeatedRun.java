package org.flyte.runs.bulk;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.flyte.idl.common.Relation;
import org.flyte.idl.common.RelationType;
import org.flyte.idl.task.RunSpec;
import org.flyte.idl.task.TaskSpec;
import org.flyte.idl.workflow.RunSource;
import org.flyte.platform.model.RunKey;
import org.flyte.platform.model.Sha256;
import org.flyte.runs.run.RunRequest;
import org.flyte.runs.run.RunRequest.GivenInputs;
import org.flyte.runs.run.RunRequest.TaskReference;

/**
 * A run that is started again, as the SDK does it: with the task, the inputs and the settings of the earlier one, and the
 * relation to it.
 *
 * @param inputs address of the inputs of the earlier run
 */
record RepeatedRun(BulkOperation operation, RunKey earlier, TaskSpec task, String inputs, RunSpec settings) {
    private static final int NAME_CHARACTERS = 19;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    RunRequest request() {
        return new RunRequest(
                new RunKey(earlier.project(), earlier.domain(), name()),
                true,
                new TaskReference.Inline(task),
                new GivenInputs.Uploaded(inputs, hashOf(inputs)),
                repeatedSettings(),
                Optional.empty(),
                RunSource.RUN_SOURCE_UNSPECIFIED);
    }

    /** The same for every try: operation, when it was started, and run. */
    private String name() {
        String text = operation.id() + "\n" + operation.createdAt() + "\n" + earlier;
        byte[] digest = Sha256.digest(text);
        StringBuilder name = new StringBuilder("b");
        for (int i = 0; i < NAME_CHARACTERS; i++) {
            name.append(Character.forDigit(Byte.toUnsignedInt(digest[i]) % Character.MAX_RADIX, Character.MAX_RADIX));
        }
        return name.toString();
    }

    @SuppressWarnings("deprecation") // Earlier clients set related_to.
    private RunSpec repeatedSettings() {
        boolean recover = operation.kind() == BulkKind.RECOVER;
        RunSpec.Builder repeated = settings.toBuilder()
                .clearRecover()
                .clearRelatedTo()
                .setRelation(Relation.newBuilder()
                        .setRelatedTo(earlier.toProto())
                        .setRelationType(
                                recover ? RelationType.RELATION_TYPE_RECOVER : RelationType.RELATION_TYPE_RERUN));
        Map<String, String> labels = recover
                ? operation.request().getRecover().getLabelsMap()
                : operation.request().getRerun().getLabelsMap();
        if (!labels.isEmpty()) {
            repeated.getLabelsBuilder().putAllValues(labels);
        }
        if (operation.request().getRerun().getOverwriteCache()) {
            repeated.getCacheConfigBuilder().setOverwriteCache(true);
        }
        return repeated.build();
    }

    /** As the SDK computes it of inputs of which it knows the address only: FNV-1a, 64 bits. */
    private static String hashOf(String address) {
        long hash = FNV_OFFSET;
        for (byte next : address.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xff)) * FNV_PRIME;
        }
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (hash >>> (Long.SIZE - Byte.SIZE * (i + 1)));
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
