package org.flyte.executor.reconcile;

import com.google.protobuf.InvalidProtocolBufferException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.executor.config.ExecutorConfig;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.PluginReport;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.reconcile.rule.Seen;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;
import org.jboss.logging.Logger;

/**
 * How an attempt ended, from its files (executor spec §3.6): a fresh error.pb decides whatever the exit code; outputs.pb
 * must be there when the interface has outputs. A process that crashed after it had written them has done its work (ADR
 * 0006).
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

    Seen of(TaskExecution execution, PluginReport report) {
        Optional<ObjectInfo> error = store.head(execution.errorUri())
                .filter(file -> !file.modified().isBefore(report.since().minus(config.clockSkew())));
        if (error.isPresent()) {
            return new Seen.Failed(read(execution.errorUri()));
        }
        return switch (report.phase()) {
            case FAILED -> new Seen.Failed(report.failure());
            case CRASHED -> crashed(execution, report.failure());
            default -> completed(execution);
        };
    }

    private Seen crashed(TaskExecution execution, Failure failure) {
        if (!hasOutputs(execution)) {
            return new Seen.Failed(failure);
        }
        LOG.infof("%s counts as succeeded, its outputs are complete: %s", execution.objectName(), failure.message());
        return new Seen.Succeeded();
    }

    private Seen completed(TaskExecution execution) {
        boolean wantsOutputs = execution.template().getInterface().getOutputs().getVariablesCount() > 0;
        if (wantsOutputs && !hasOutputs(execution)) {
            return new Seen.Failed(Failure.user(
                    "OutputsNotFound", "the task ended without an error but wrote no " + execution.outputsUri()));
        }
        return new Seen.Succeeded();
    }

    private boolean hasOutputs(TaskExecution execution) {
        return store.head(execution.outputsUri()).isPresent();
    }

    /** Removes what an earlier try of the same attempt left, so that it is not taken for the next one's. */
    void clear(TaskExecution execution) {
        store.delete(execution.errorUri());
        store.delete(execution.outputsUri());
    }

    private Failure read(String uri) {
        try {
            ErrorDocument document = ErrorDocument.parseFrom(store.read(uri, config.maxErrorBytes()));
            return document.hasError()
                    ? failure(document.getError())
                    : Failure.system("ErrorFileBadFormat", uri + " has no error in it");
        } catch (FlyteException.NotFound e) {
            return Failure.system("ErrorFileNotFound", uri + " vanished while it was read");
        } catch (FlyteException.Exhausted e) {
            return Failure.user("ErrorFileTooBig", "the task failed; its error is in " + uri + ", too big to show");
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
