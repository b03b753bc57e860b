package org.flyte.dataproxy.download;

import java.util.List;
import java.util.Optional;
import org.flyte.idl.core.TaskTemplate;

/** The archive with the code of a task. */
record CodeBundle(String uri) {
    /** The bundle that the command of the task downloads, else the one that its metadata names. */
    static Optional<CodeBundle> of(TaskTemplate template) {
        return argument(template.getContainer().getArgsList(), "--tgz")
                .or(() -> Optional.of(template.getMetadata().getCodeBundleUri()).filter(uri -> !uri.isEmpty()))
                .map(CodeBundle::new);
    }

    private static Optional<String> argument(List<String> args, String name) {
        int at = args.indexOf(name);
        return at >= 0 && at + 1 < args.size() ? Optional.of(args.get(at + 1)) : Optional.empty();
    }
}
