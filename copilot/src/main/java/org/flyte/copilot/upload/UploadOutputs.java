package org.flyte.copilot.upload;

import java.nio.file.Path;
import java.time.Duration;
import org.flyte.copilot.store.ObjectStores;
import org.flyte.copilot.transfer.Limits;
import org.flyte.copilot.transfer.Transfers;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.task.Outputs;
import org.flyte.platform.model.AttemptLayout;

/** Stores what a container left: its files first, then the message with all outputs, by which the attempt has succeeded. */
public record UploadOutputs(
        Path folder,
        AttemptLayout attempt,
        String filePrefix,
        VariableMap outputs,
        Duration timeout,
        Limits limits,
        long maxValueBytes) {

    /** @throws org.flyte.copilot.failure.TransferException when they are not complete, or the container says it failed */
    public void execute(ObjectStores stores) {
        UserError.in(folder).ifPresent(failure -> {
            throw failure;
        });
        Transfers transfers = new Transfers();
        OutputReader reader = new OutputReader(new FileUploads(stores, transfers, limits, filePrefix), maxValueBytes);
        OutputFolder left = new OutputFolder(folder);
        Outputs.Builder message = Outputs.newBuilder();
        for (VariableEntry output : outputs.getVariablesList()) {
            String name = output.getKey();
            message.addLiterals(NamedLiteral.newBuilder()
                    .setName(name)
                    .setValue(reader.read(name, output.getValue().getType(), left.find(name), folder.resolve(name))));
        }
        transfers.run(timeout);
        stores.of(attempt.outputsFile())
                .write(attempt.outputsFile(), message.build().toByteArray());
    }
}
