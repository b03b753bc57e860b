package org.flyte.executor.secret;

import java.util.List;
import java.util.Locale;
import org.flyte.platform.secrets.SecretId;

/**
 * What a task asks for.
 *
 * @param group of the name, or empty
 * @param key the name within the group
 * @param isFile whether it becomes a file instead of an environment variable
 * @param variable that holds the value, or the path of the file; empty for a file without one
 */
record SecretRequest(String group, String key, boolean isFile, String variable) {
    /** Names to look for, in this order: with the group in front, then without. */
    List<String> names() {
        String grouped = group + "_" + key;
        return group.isEmpty() || !SecretId.isName(grouped) ? List.of(key) : List.of(grouped, key);
    }

    /** As messages write it. */
    String shown() {
        return group.isEmpty() ? "'%s'".formatted(key) : "'%s' of group '%s'".formatted(key, group);
    }

    /** Below the folder of secrets. */
    String path() {
        return group.isEmpty() ? key : group + "/" + key;
    }

    /** The path without upper-case letters: clients use both. */
    String lowerCasePath() {
        return path().toLowerCase(Locale.ROOT);
    }

    /** Its key in the Secret of the pod; a name has no dot. */
    String dataKey() {
        return group.isEmpty() ? key : group + "." + key;
    }

    /** Name of the variable when the task gives none, as the SDK makes it. */
    static String defaultVariable(String group, String key) {
        String name = group.isEmpty() ? key : group + "_" + key;
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
