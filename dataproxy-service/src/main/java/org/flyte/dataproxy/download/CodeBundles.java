package org.flyte.dataproxy.download;

import java.util.List;
import java.util.Optional;
import org.flyte.idl.core.TaskTemplate;

/** Finds the code bundle of a task: what its command downloads, else what its metadata names (sdk-client §11.4). */
final class CodeBundles {
    private CodeBundles() {}

    static Optional<String> uriOf(TaskTemplate template) {
        return argument(template.getContainer().getArgsList(), "--tgz")
                .or(() -> Optional.of(template.getMetadata().getCodeBundleUri()).filter(uri -> !uri.isEmpty()));
    }

    private static Optional<String> argument(List<String> args, String name) {
        int at = args.indexOf(name);
        return at >= 0 && at + 1 < args.size() ? Optional.of(args.get(at + 1)) : Optional.empty();
    }
}
