package org.flyte.copilot.failure;

import java.io.ByteArrayInputStream;
import org.flyte.copilot.failure.TransferException.Kind;
import org.flyte.idl.core.ContainerError;
import org.flyte.idl.core.ErrorDocument;
import org.flyte.idl.core.ExecutionError.ErrorKind;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.storage.ObjectStore;

/** The file error.pb of an attempt, by which the operator learns why it failed. The first one that is written stays. */
public record ErrorFile(ObjectStore store, AttemptLayout attempt) {
    /** Whether another container has written it. */
    public boolean exists() {
        return store.head(attempt.errorFile()).isPresent();
    }

    /** Writes it unless another container has. */
    public void write(String code, TransferException failure) {
        byte[] document = document(code, failure).toByteArray();
        store.writeIfAbsent(attempt.errorFile(), new ByteArrayInputStream(document), document.length);
    }

    private static ErrorDocument document(String code, TransferException failure) {
        return ErrorDocument.newBuilder()
                .setError(ContainerError.newBuilder()
                        .setCode(failure.code(code))
                        .setMessage(failure.getMessage())
                        .setKind(
                                failure.kind() == Kind.USER
                                        ? ContainerError.Kind.NON_RECOVERABLE
                                        : ContainerError.Kind.RECOVERABLE)
                        .setOrigin(failure.kind() == Kind.SYSTEM ? ErrorKind.SYSTEM : ErrorKind.USER))
                .build();
    }
}
