package org.flyte.executor.pod;

import java.nio.file.Path;
import java.util.Optional;
import org.flyte.idl.core.DataLoadingConfig;
import org.flyte.idl.core.DataLoadingConfig.FileInputLayout;
import org.flyte.idl.core.DataLoadingConfig.LiteralMapFormat;
import org.flyte.idl.core.IOStrategy.DownloadMode;
import org.flyte.idl.core.IOStrategy.UploadMode;
import org.flyte.idl.core.TaskTemplate;

/**
 * How a raw container gets its inputs and where it leaves its outputs.
 *
 * @param inputs folder of the inputs; empty when there is nothing to fetch
 * @param outputs folder of the outputs; empty when there is nothing to store
 */
record DataLoading(Optional<String> inputs, Optional<String> outputs, LiteralMapFormat format, FileInputLayout layout) {
    private static final String DEFAULT_INPUTS = "/var/flyte/inputs";
    private static final String DEFAULT_OUTPUTS = "/var/flyte/outputs";

    /** Empty for a task that reads and writes the object store itself. */
    static Optional<DataLoading> of(TaskTemplate template) {
        DataLoadingConfig config = switch (template.getTargetCase()) {
            case CONTAINER -> template.getContainer().getDataConfig();
            case K8S_POD -> template.getK8SPod().getDataConfig();
            case SQL, TARGET_NOT_SET -> DataLoadingConfig.getDefaultInstance();
        };
        return config.getEnabled() ? Optional.of(of(template, config)) : Optional.empty();
    }

    private static DataLoading of(TaskTemplate template, DataLoadingConfig config) {
        DownloadMode download = config.getIoStrategy().getDownloadMode();
        UploadMode upload = config.getIoStrategy().getUploadMode();
        if (download == DownloadMode.DOWNLOAD_STREAM || upload == UploadMode.UPLOAD_EAGER) {
            throw new BadTemplateException(
                    "data_config.io_strategy asks for %s, which is not supported: use DOWNLOAD_EAGER and UPLOAD_ON_EXIT",
                    download == DownloadMode.DOWNLOAD_STREAM ? download : upload);
        }
        boolean hasInputs = template.getInterface().getInputs().getVariablesCount() > 0;
        boolean hasOutputs = template.getInterface().getOutputs().getVariablesCount() > 0;
        String inputs = folder("input_path", config.getInputPath(), DEFAULT_INPUTS);
        String outputs = folder("output_path", config.getOutputPath(), DEFAULT_OUTPUTS);
        if (inputs.equals(outputs)) {
            throw new BadTemplateException(
                    "data_config.input_path and output_path are both '%s': choose two folders", inputs);
        }
        return new DataLoading(
                hasInputs && download != DownloadMode.DO_NOT_DOWNLOAD ? Optional.of(inputs) : Optional.empty(),
                hasOutputs && upload != UploadMode.DO_NOT_UPLOAD ? Optional.of(outputs) : Optional.empty(),
                config.getFormat(),
                config.getFileInputLayout());
    }

    private static String folder(String field, String asked, String otherwise) {
        String folder = asked.isEmpty() ? otherwise : asked;
        boolean isPlain = folder.startsWith("/")
                && folder.length() > 1
                && Path.of(folder).normalize().toString().equals(folder);
        if (!isPlain) {
            throw new BadTemplateException(
                    "data_config.%s is '%s': it must be an absolute path to a folder, such as %s",
                    field, folder, otherwise);
        }
        return folder;
    }
}
