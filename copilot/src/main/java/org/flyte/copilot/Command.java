package org.flyte.copilot;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.flyte.copilot.download.DownloadInputs;
import org.flyte.copilot.download.FileLayout;
import org.flyte.copilot.failure.ErrorFile;
import org.flyte.copilot.failure.TransferException;
import org.flyte.copilot.store.ObjectStores;
import org.flyte.copilot.transfer.Folder;
import org.flyte.copilot.transfer.Limits;
import org.flyte.copilot.upload.UploadOutputs;
import org.flyte.copilot.value.MetadataFormat;
import org.flyte.idl.core.TypedInterface;
import org.flyte.platform.model.AttemptLayout;

/** What copilot does. */
enum Command {
    /** Before the task: inputs to files. */
    DOWNLOAD("InputDownloadFailed") {
        @Override
        Set<String> own() {
            return Set.of("--from-remote", "--to-local-dir", "--format", "--file-input-layout", "--timeout");
        }

        @Override
        void execute(Arguments arguments, ObjectStores stores) {
            new DownloadInputs(
                            arguments.required("--from-remote"),
                            new Folder(path(arguments, "--to-local-dir")),
                            arguments.choice("--format", MetadataFormat.class, MetadataFormat.JSON),
                            arguments.choice("--file-input-layout", FileLayout.class, FileLayout.DIRECT),
                            timeout(arguments),
                            limits(arguments),
                            maxValueBytes(arguments))
                    .execute(stores);
        }
    },
    /** After the task: files to outputs. */
    UPLOAD("OutputUploadFailed") {
        @Override
        Set<String> own() {
            return Set.of("--to-raw-output", "--from-local-dir", "--interface", "--timeout");
        }

        @Override
        void execute(Arguments arguments, ObjectStores stores) {
            AttemptLayout attempt = attempt(arguments);
            if (new ErrorFile(stores.of(attempt.errorFile()), attempt).exists()) {
                // The task did not run: its inputs are missing.
                return;
            }
            new UploadOutputs(
                            path(arguments, "--from-local-dir"),
                            attempt,
                            arguments.required("--to-raw-output"),
                            typedInterface(arguments).getOutputs(),
                            timeout(arguments),
                            limits(arguments),
                            maxValueBytes(arguments))
                    .execute(stores);
        }
    };

    static final String OUTPUT_PREFIX = "--to-output-prefix";
    static final String STORE_FOLDER = "--store-folder";
    private static final Set<String> COMMON =
            Set.of(OUTPUT_PREFIX, STORE_FOLDER, "--max-bytes", "--max-files", "--max-value-bytes");
    private static final int MAX_FILES = 100_000;
    private static final long MAX_VALUE_BYTES = 10L << 20;
    private static final long MOST_VALUE_BYTES = 1L << 30;

    private final String code;

    Command(String code) {
        this.code = code;
    }

    /** The flags that the other command does not have. */
    abstract Set<String> own();

    /** Does it, or ends with an exception. */
    abstract void execute(Arguments arguments, ObjectStores stores);

    /** Code of the action's error when it fails. */
    String code() {
        return code;
    }

    Set<String> flags() {
        Set<String> all = new HashSet<>(own());
        all.addAll(COMMON);
        return all;
    }

    private static AttemptLayout attempt(Arguments arguments) {
        return new AttemptLayout(arguments.required(OUTPUT_PREFIX));
    }

    private static Path path(Arguments arguments, String name) {
        return Path.of(arguments.required(name)).toAbsolutePath().normalize();
    }

    private static Duration timeout(Arguments arguments) {
        return arguments.duration("--timeout", Duration.ofHours(1));
    }

    private static Limits limits(Arguments arguments) {
        return new Limits(
                arguments.number("--max-bytes", 0, Long.MAX_VALUE),
                Math.toIntExact(arguments.number("--max-files", MAX_FILES, Integer.MAX_VALUE - 1)));
    }

    private static long maxValueBytes(Arguments arguments) {
        return arguments.number("--max-value-bytes", MAX_VALUE_BYTES, MOST_VALUE_BYTES);
    }

    private static TypedInterface typedInterface(Arguments arguments) {
        try {
            return TypedInterface.parseFrom(arguments.bytes("--interface"));
        } catch (InvalidProtocolBufferException e) {
            throw TransferException.system(e, "--interface is not a core.TypedInterface message");
        }
    }
}
