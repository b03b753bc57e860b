package org.flyte.runs.artifact.rule;

import static org.flyte.platform.model.RequestFields.text;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flyte.idl.artifact.ArtifactIdentifier;
import org.flyte.idl.artifact.ArtifactName;
import org.flyte.idl.artifact.ArtifactSource.SourceCase;
import org.flyte.idl.artifact.ArtifactSpec;
import org.flyte.idl.artifact.TaskActionSource;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.core.ArtifactInfo;
import org.flyte.idl.core.ArtifactKey;
import org.flyte.idl.core.ArtifactVersionId;
import org.flyte.idl.core.LabelValue;
import org.flyte.idl.core.LabelValue.ValueCase;
import org.flyte.idl.core.TimePartition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RequestFields;

/**
 * Checks the spec of a new version and completes it: the time partition is cut to its granularity, a source and parents
 * without a scope get that of the artifact. Fails with InvalidArgument that names the field.
 */
public final class CheckedSpec {
    private static final int MAX_BYTES = 128 << 10;
    private static final int MAX_TEXT = 255;
    private static final int MAX_METADATA = 64;
    private static final int MAX_METADATA_VALUE = 4096;
    private static final int MAX_PARENTS = 32;
    private static final int MAX_ADDRESS = 1024;
    private static final int MAX_CARD_TYPE = 16;

    private final ArtifactIdentifier id;
    private final ArtifactSpec.Builder spec;

    public CheckedSpec(ArtifactIdentifier id, ArtifactSpec spec) {
        this.id = id;
        this.spec = spec.toBuilder();
    }

    public ArtifactSpec get() {
        if (spec.build().getSerializedSize() > MAX_BYTES) {
            throw new InvalidArgument(
                    "spec has %d bytes, at most %d are stored; publish a file, folder or data frame, which is stored apart",
                    spec.build().getSerializedSize(), MAX_BYTES);
        }
        RequestFields.required("spec.value", spec.hasValue());
        RequestFields.required("spec.type", spec.hasType());
        checkInfo(spec.getInfo());
        checkPartitions(spec.getPartitions().getValueMap());
        if (spec.hasTimePartition()) {
            cutTimePartition(spec.getTimePartition());
        }
        PartitionKeys.of(spec.build()).check("spec");
        completeSource();
        completeParents();
        // A value that was taken from another artifact is from this one now.
        spec.getValueBuilder().clearArtifactId();
        return spec.build();
    }

    private static void checkInfo(ArtifactInfo info) {
        text("spec.info.description", info.getDescription(), 0, MAX_TEXT);
        if (info.getUserMetadataCount() > MAX_METADATA) {
            throw new InvalidArgument(
                    "spec.info.user_metadata has %d entries, at most %d are allowed",
                    info.getUserMetadataCount(), MAX_METADATA);
        }
        info.getUserMetadataMap().forEach((key, value) -> {
            text("a key of spec.info.user_metadata", key, 1, MAX_TEXT);
            text("spec.info.user_metadata." + key, value, 0, MAX_METADATA_VALUE);
        });
        text("spec.info.card.uri", info.getCard().getUri(), 0, MAX_ADDRESS);
        text("spec.info.card.format", info.getCard().getFormat(), 0, MAX_CARD_TYPE);
        text("spec.info.card.type", info.getCard().getType(), 0, MAX_CARD_TYPE);
    }

    private static void checkPartitions(Map<String, LabelValue> partitions) {
        partitions.forEach((key, value) -> {
            text("a key of spec.partitions", key, 1, PartitionKeys.MAX_KEY);
            if (value.getValueCase() != ValueCase.STATIC_VALUE) {
                throw new InvalidArgument(
                        "spec.partitions.%s needs a static_value: a version lies in one partition; a time belongs in"
                                + " spec.time_partition, bindings belong in triggers",
                        key);
            }
            text("spec.partitions." + key, value.getStaticValue(), 0, MAX_TEXT);
        });
    }

    private void cutTimePartition(TimePartition partition) {
        PartitionKeys.granularity("spec.time_partition.granularity", partition.getGranularity());
        if (partition.getValue().getValueCase() != ValueCase.TIME_VALUE) {
            throw new InvalidArgument(
                    "spec.time_partition.value needs a time_value: a version lies in one partition; bindings belong in"
                            + " triggers");
        }
        text("spec.time_partition.key", partition.getKey(), 0, PartitionKeys.MAX_KEY);
        Instant time = RequestFields.time(
                "spec.time_partition.value", partition.getValue().getTimeValue());
        TimeCut cut = new TimeCut(partition.getGranularity());
        TimePartition.Builder stored = spec.getTimePartitionBuilder();
        stored.getValueBuilder().setTimeValue(ProtoTime.of(cut.start(time)));
        if (partition.getKey().isEmpty()) {
            stored.setKey(cut.defaultKey());
        }
    }

    private void completeSource() {
        SourceCase source = spec.getSource().getSourceCase();
        if (source == SourceCase.EXTERNAL_REF) {
            text("spec.source.external_ref", spec.getSource().getExternalRef(), 1, MAX_ADDRESS);
        } else if (source == SourceCase.TASK_ACTION) {
            TaskActionSource action = spec.getSource().getTaskAction();
            text("spec.source.task_action.action.name", action.getAction().getName(), 1, MAX_TEXT);
            text(
                    "spec.source.task_action.action.run.name",
                    action.getAction().getRun().getName(),
                    1,
                    MAX_TEXT);
            if (action.getAttempt() != 0) {
                RequestFields.attempt("spec.source.task_action.attempt", action.getAttempt());
            }
            RunIdentifier.Builder run = spec.getSourceBuilder()
                    .getTaskActionBuilder()
                    .getActionBuilder()
                    .getRunBuilder();
            run.setProject(ofArtifact("project", run.getProject(), id.getName().getProject()));
            run.setDomain(ofArtifact("domain", run.getDomain(), id.getName().getDomain()));
        }
    }

    private static String ofArtifact(String field, String given, String own) {
        if (!given.isEmpty() && !given.equals(own)) {
            throw new InvalidArgument(
                    "spec.source.task_action.action.run.%s must be that of the artifact, %s; leave the source out when the"
                            + " run is elsewhere",
                    field, own);
        }
        return own;
    }

    private void completeParents() {
        List<ArtifactVersionId> parents = spec.getParentArtifactsList();
        if (parents.size() > MAX_PARENTS) {
            throw new InvalidArgument(
                    "spec.parent_artifacts has %d entries, at most %d are allowed", parents.size(), MAX_PARENTS);
        }
        for (int i = 0; i < parents.size(); i++) {
            spec.setParentArtifacts(i, completed("spec.parent_artifacts." + i, parents.get(i)));
        }
    }

    private ArtifactVersionId completed(String field, ArtifactVersionId parent) {
        ArtifactName own = id.getName();
        ArtifactVersionId.Builder completed = parent.toBuilder();
        text(field + ".version", parent.getVersion(), 1, MAX_TEXT);
        completed
                .getKeyBuilder()
                .setProject(orOwn(field + ".key.project", parent.getKey().getProject(), own.getProject()))
                .setDomain(orOwn(field + ".key.domain", parent.getKey().getDomain(), own.getDomain()))
                .setName(orOwn(field + ".key.name", parent.getKey().getName(), own.getName()));
        ArtifactKey key = completed.getKey();
        boolean ownName = key.getProject().equals(own.getProject())
                && key.getDomain().equals(own.getDomain())
                && key.getName().equals(own.getName());
        if (ownName && parent.getVersion().equals(id.getVersion())) {
            throw new InvalidArgument("%s is the version itself; name those that it was made from", field);
        }
        return completed.build();
    }

    private static String orOwn(String field, String given, String own) {
        text(field, given, 0, MAX_TEXT);
        return given.isEmpty() ? own : given;
    }
}
