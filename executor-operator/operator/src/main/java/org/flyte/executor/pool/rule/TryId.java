package org.flyte.executor.pool.rule;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a try for a supervisor: a second message about it changes nothing.
 *
 * @param action name of the TaskAction
 * @param uid of the TaskAction
 */
public record TryId(String action, String uid, int attempt, int lost) {
    private static final Pattern TEXT =
            Pattern.compile("([a-z0-9.-]{1,253})/([A-Za-z0-9-]{1,64})/(\\d{1,9})/(\\d{1,9})");

    /** Empty when the text is no such name. */
    public static Optional<TryId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new TryId(
                        matcher.group(1),
                        matcher.group(2),
                        Integer.parseInt(matcher.group(3)),
                        Integer.parseInt(matcher.group(4))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return action + "/" + uid + "/" + attempt + "/" + lost;
    }
}
