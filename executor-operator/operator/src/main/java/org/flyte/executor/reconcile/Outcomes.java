package org.flyte.executor.reconcile;

import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.flyte.executor.api.TryLogContext;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Observation;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.task.Outputs;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.runtime.LogContext;
import org.flyte.platform.runtime.LogKey;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;
import org.jboss.logging.Logger;

/**
 * Reads from its files how an attempt ended: a fresh error.pb decides, whatever the exit code; outputs.pb is required
 * when the interface has outputs. A process that crashed after it had written them has succeeded; see
 * docs/adr/0006-a-crash-after-the-outputs-is-a-success.md.
 */
@ApplicationScoped
class Outcomes {
    private static final Logger LOG = Logger.getLogger(Outcomes.class);

    private final ObjectStore store;
    private final ExecutorConfig config;

    Outcomes(ObjectStore store, ExecutorConfig config) {
        this.store = store;
        this.config = config;
    }

    /** @param report of a try that is over */
    Observation of(TaskExecution execution, Report report) {
        return switch (report) {
            case Report.Completed completed ->
                completed.outputs().isPresent()
                        ? written(execution, completed.outputs().get())
                        : ofFiles(execution, report, completed.createdAt());
            case Report.Failed failed -> ofFiles(execution, report, failed.createdAt());
            case Report.Active _, Report.Leaving _ -> throw new IllegalArgumentException("the try is not over");
        };
    }

    private Observation written(TaskExecution execution, Outputs outputs) {
        store.write(execution.files().outputsFile(), outputs.toByteArray());
        return new Observation.Succeeded();
    }

    private Observation ofFiles(TaskExecution execution, Report report, Instant createdAt) {
        AttemptFiles files = needsOutputs(execution, report)
                ? AttemptFiles.list(store, execution.files())
                : AttemptFiles.errorOnly(store, execution.files());
        if (files.error().filter(file -> isOf(createdAt, file)).isPresent()) {
            return new Observation.Failed(decisive(read(execution.files().errorFile()), report));
        }
        if (report instanceof Report.Failed failed) {
            return failed.crashed()
                    ? crashed(execution, failed.failure(), files)
                    : new Observation.Failed(failed.failure());
        }
        return completed(execution, files);
    }

    /** That outputs are missing follows from the failure of the task, where it failed by itself. */
    private static Failure decisive(Failure written, Report report) {
        boolean follows = written.code().equals(Failure.OUTPUT_UPLOAD_FAILED)
                && report instanceof Report.Failed failed
                && !failed.failure().code().equals(Failure.OUTPUT_UPLOAD_FAILED);
        return follows ? ((Report.Failed) report).failure() : written;
    }

    /** Whether the outcome depends on outputs.pb. */
    private static boolean needsOutputs(TaskExecution execution, Report report) {
        return report instanceof Report.Failed failed ? failed.crashed() : hasDeclaredOutputs(execution);
    }

    private static boolean hasDeclaredOutputs(TaskExecution execution) {
        return execution.template().getInterface().getOutputs().getVariablesCount() > 0;
    }

    /** Not left over by an earlier pod. */
    private boolean isOf(Instant createdAt, ObjectInfo file) {
        return !file.modified().isBefore(createdAt.minus(config.clockSkew()));
    }

    private static Observation crashed(TaskExecution execution, Failure failure, AttemptFiles files) {
        if (files.outputs().isEmpty()) {
            return new Observation.Failed(failure);
        }
        try (LogContext.Scope _ = TryLogContext.of(execution)
                .with(LogKey.CAUSE, failure.summary())
                .enter()) {
            LOG.info("attempt succeeded although its process crashed, its outputs are complete");
        }
        return new Observation.Succeeded();
    }

    private static Observation completed(TaskExecution execution, AttemptFiles files) {
        if (hasDeclaredOutputs(execution) && files.outputs().isEmpty()) {
            return new Observation.Failed(Failure.user(
                    Failure.OUTPUTS_NOT_FOUND,
                    "the task ended without an error but wrote no "
                            + execution.files().outputsFile()));
        }
        return new Observation.Succeeded();
    }

    private Failure read(String uri) {
        try {
            ErrorDocument document = ErrorDocument.parseFrom(
                    store.read(uri, config.maxErrorSize().asLongValue()));
            return document.hasError()
                    ? failure(document.getError())
                    : Failure.system("ErrorFileBadFormat", uri + " has no error in it");
        } catch (FlyteException.NotFound e) {
            return Failure.system("ErrorFileNotFound", uri + " was deleted while it was read");
        } catch (FlyteException.Exhausted e) {
            return Failure.user(
                    "ErrorFileTooBig",
                    "the task failed; its error is in " + uri + ", which is bigger than flyte.executor.max-error-size");
        } catch (InvalidProtocolBufferException e) {
            return Failure.system("ErrorFileBadFormat", uri + " is not a core.ErrorDocument message");
        }
    }

    private static Failure failure(ContainerError error) {
        Failure.Kind kind = switch (error.getOrigin()) {
            case USER -> Failure.Kind.USER;
            case SYSTEM -> Failure.Kind.SYSTEM;
            case UNKNOWN, UNRECOGNIZED -> Failure.Kind.UNKNOWN;
        };
        String code = error.getCode().isEmpty() ? "Unknown" : error.getCode();
        return new Failure(code, kind, error.getKind() == ContainerError.Kind.RECOVERABLE, error.getMessage());
    }
}
