package org.flyte.copilot.download;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flyte.copilot.download.InputPlacement.Placed;
import org.flyte.copilot.failure.TransferException;
import org.flyte.copilot.store.ObjectStores;
import org.flyte.copilot.transfer.Folder;
import org.flyte.copilot.transfer.Limits;
import org.flyte.copilot.transfer.Transfers;
import org.flyte.copilot.value.MetadataFormat;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.InputsLayout;

/** Writes the inputs of an action below a folder: a file or folder for each, and all of them in one file. */
public record DownloadInputs(
        String inputs,
        Folder target,
        MetadataFormat format,
        FileLayout layout,
        Duration timeout,
        Limits limits,
        long maxValueBytes) {

    /** @throws TransferException when they are not complete */
    public void execute(ObjectStores stores) {
        Transfers transfers = new Transfers();
        RemoteFiles remote = new RemoteFiles(stores, transfers, limits);
        InputPlacement placement = new InputPlacement(remote, layout, maxValueBytes);
        Inputs given = read(remote);
        target.create();
        Inputs.Builder local = given.toBuilder().clearLiterals();
        Map<String, Object> values = new LinkedHashMap<>();
        for (NamedLiteral input : given.getLiteralsList()) {
            Placed placed = placement.place(target, input.getName(), input.getValue());
            local.addLiterals(input.toBuilder().setValue(placed.literal()));
            values.put(input.getName(), placed.value());
        }
        transfers.run(timeout);
        Path message = Path.of(new InputsLayout(target.path().toString()).file());
        Folder.write(message, local.build().toByteArray());
        format.fileName().ifPresent(name -> Folder.write(target.checked(name), format.text(values)));
    }

    private Inputs read(RemoteFiles remote) {
        try {
            return Inputs.parseFrom(remote.read(inputs, maxValueBytes));
        } catch (InvalidProtocolBufferException e) {
            throw TransferException.user("%s is not a task.Inputs message", Address.shown(inputs));
        }
    }
}
