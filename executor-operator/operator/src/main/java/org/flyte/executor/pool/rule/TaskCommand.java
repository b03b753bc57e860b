package org.flyte.executor.pool.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The command of a Python task: {@code a0}, its options, the resolver and what that needs to find the task. */
public record TaskCommand(List<String> words) {
    /** The program, with or without its folder. */
    private static final Pattern PROGRAM = Pattern.compile("(.*/)?a0");

    private static final String RESOLVER = "--resolver";

    /** Options whose values are of one try. */
    private static final Set<String> OF_ONE_TRY = Set.of(
            "--inputs",
            "-i",
            "--outputs-path",
            "-o",
            "--raw-data-path",
            "-r",
            "--checkpoint-path",
            "-c",
            "--prev-checkpoint",
            "-p",
            "--name",
            "--run-name",
            "--run-start-time",
            "--run-base-dir");

    public TaskCommand {
        words = List.copyOf(words);
    }

    /** Whether a worker can run it. */
    public boolean isPythonTask() {
        return !words.isEmpty() && PROGRAM.matcher(words.getFirst()).matches();
    }

    /** What tasks have in common that may share a process: code bundle, version, images, resolver. */
    public List<String> shared() {
        List<String> shared = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals(RESOLVER)) {
                shared.addAll(words.subList(i, Math.min(i + 2, words.size())));
                break;
            }
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            if (!OF_ONE_TRY.contains(option)) {
                shared.add(word);
            } else if (equals < 0) {
                i++;
            }
        }
        return List.copyOf(shared);
    }
}
