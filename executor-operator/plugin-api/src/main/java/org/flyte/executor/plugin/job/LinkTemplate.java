package org.flyte.executor.plugin.job;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a page about a job, with variables such as <code>{{ .namespace }}</code>; upper and lower case are the same.
 *
 * @param text of the address
 */
public record LinkTemplate(String text) {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*[.$]([A-Za-z]+)\\s*}}");

    /** The address; a variable without a value stays as it is. */
    public String fill(Map<String, String> variables) {
        Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(variables);
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        values.getOrDefault(match.group(1).toLowerCase(Locale.ROOT), match.group())));
    }
}
