package org.flyte.runs.settings.rule;

import java.util.Map;
import java.util.regex.Pattern;
import org.flyte.idl.task.Labels;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The rule for labels of a run: keys are those of Kubernetes labels, because the run's objects carry them. */
public final class RunLabels {
    private static final int MAX_LABELS = 100;
    private static final int MAX_PREFIX = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("(" + NAME + ")?");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private RunLabels() {}

    /** Fails with InvalidArgument that names the key. */
    public static void check(String field, Labels labels) {
        Map<String, String> values = labels.getValuesMap();
        if (values.size() > MAX_LABELS) {
            throw new InvalidArgument("%s has %d labels; at most %d are allowed", field, values.size(), MAX_LABELS);
        }
        values.forEach((key, value) -> {
            checkKey(field, key);
            if (!VALUE.matcher(value).matches()) {
                throw new InvalidArgument(
                        "%s: the value of \"%s\" is no label value: at most 63 letters, digits, - _ . that begin and end"
                                + " with a letter or digit",
                        field, key);
            }
        });
    }

    /** A key of a label or an annotation; fails with InvalidArgument. */
    static void checkKey(String field, String key) {
        if (!isKey(key)) {
            throw new InvalidArgument(
                    "%s: \"%s\" is no label key: at most 63 letters, digits, - _ . that begin and end with a letter or"
                            + " digit, after an optional DNS name and /",
                    field, shown(key));
        }
    }

    private static boolean isKey(String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? null : key.substring(0, slash);
        return NAME.matcher(key.substring(slash + 1)).matches()
                && (prefix == null
                        || (prefix.length() <= MAX_PREFIX
                                && PREFIX.matcher(prefix).matches()));
    }

    private static String shown(String key) {
        String printable = key.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
    }
}
