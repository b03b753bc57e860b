package org.flyte.cache.output;

import java.time.Duration;
import java.time.Instant;
import org.flyte.cache.EntryKey;
import org.flyte.cache.KeyScope;
import org.flyte.idl.cacheservice.CachedOutput;
import org.flyte.idl.cacheservice.CachedOutput.OutputCase;
import org.flyte.idl.cacheservice.Metadata;
import org.flyte.idl.cacheservice.OverwriteOutput;
import org.flyte.idl.cacheservice.PutCacheRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unimplemented;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RequestFields;

/**
 * An entry to store.
 *
 * @param metadata without its times
 * @param createdAt what the writer says, or null
 * @param overwrite whether an entry that exists is replaced, whatever its age
 * @param maxAge an entry that is older is replaced; null when age does not matter
 */
public record NewEntry(
        EntryKey key, String outputUri, Metadata metadata, Instant createdAt, boolean overwrite, Duration maxAge) {
    /** The reference to a result is small; what is larger is not one. */
    static final int MAX_METADATA_BYTES = 16 << 10;

    private static final int MAX_URI = 1024;
    private static final Duration MAX_AGE_LIMIT = Duration.ofDays(36_500);

    /** Fails with InvalidArgument that names the field. */
    public static NewEntry of(KeyScope scope, PutCacheRequest request) {
        RequestFields.required(scope.field("output"), request.hasOutput());
        CachedOutput output = request.getOutput();
        if (output.getOutputCase() == OutputCase.OUTPUT_LITERALS) {
            throw new InvalidArgument(
                    "%s is not supported: write the outputs to the object store and give their output_uri",
                    scope.field("output.output_literals"));
        }
        OverwriteOutput overwrite = request.getOverwrite();
        if (overwrite.getDeleteBlob()) {
            throw new Unimplemented(
                    "%s is not supported: the replaced outputs belong to the run that wrote them",
                    scope.field("overwrite.delete_blob"));
        }
        Metadata metadata = output.getMetadata();
        String path = scope.field("output.metadata");
        return new NewEntry(
                scope.key(request.getKey()),
                RequestFields.text(scope.field("output.output_uri"), output.getOutputUri(), 1, MAX_URI),
                limited(
                        path,
                        metadata.toBuilder()
                                .clearCreatedAt()
                                .clearLastUpdatedAt()
                                .build()),
                metadata.hasCreatedAt() ? RequestFields.time(path + ".created_at", metadata.getCreatedAt()) : null,
                overwrite.getOverwrite(),
                overwrite.hasMaxAge() ? maxAge(scope.field("overwrite.max_age"), overwrite.getMaxAge()) : null);
    }

    private static Metadata limited(String field, Metadata metadata) {
        if (metadata.getSerializedSize() > MAX_METADATA_BYTES) {
            throw new InvalidArgument(
                    "%s has %d bytes, at most %d are allowed: shorten key_map",
                    field, metadata.getSerializedSize(), MAX_METADATA_BYTES);
        }
        return metadata;
    }

    private static Duration maxAge(String field, com.google.protobuf.Duration age) {
        if (age.getSeconds() < 0 || age.getNanos() < 0 || age.getSeconds() > MAX_AGE_LIMIT.toSeconds()) {
            throw new InvalidArgument("%s must lie between 0 and %d days", field, MAX_AGE_LIMIT.toDays());
        }
        return ProtoTime.toDuration(age);
    }
}
