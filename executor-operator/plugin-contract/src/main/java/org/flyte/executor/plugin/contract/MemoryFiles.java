package org.flyte.executor.plugin.contract;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskFiles;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.Outputs;
import org.flyte.platform.model.FlyteException;

/** Files of actions in memory. */
public final class MemoryFiles implements TaskFiles {
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    @Override
    public Inputs inputs(TaskExecution execution) {
        return parsed(execution.inputs().file(), Inputs.parser(), Inputs.getDefaultInstance());
    }

    @Override
    public Outputs outputs(TaskExecution execution) {
        return parsed(execution.files().outputsFile(), Outputs.parser(), Outputs.getDefaultInstance());
    }

    /** Whether there is a file. */
    public boolean has(String address) {
        return files.containsKey(address);
    }

    private <T extends Message> T parsed(String address, Parser<T> parser, T nothing) {
        try {
            byte[] content = files.get(address);
            return content == null ? nothing : parser.parseFrom(content);
        } catch (InvalidProtocolBufferException e) {
            throw StartException.refused(
                    Failure.permanent(Failure.BAD_TASK, address + " cannot be read: " + e.getMessage()), e);
        }
    }

    @Override
    public byte[] read(String address, long maxBytes) {
        byte[] content = files.get(address);
        if (content == null) {
            throw new FlyteException.NotFound("file %s", address);
        }
        return content;
    }

    @Override
    public void write(String address, byte[] content) {
        files.put(address, content);
    }
}
