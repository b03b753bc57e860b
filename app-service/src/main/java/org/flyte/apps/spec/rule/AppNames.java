package org.flyte.apps.spec.rule;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.flyte.apps.AppKey;
import org.flyte.platform.model.Sha256;

/**
 * The Kubernetes name of an app: {@code <name>-<project>-<domain>}, lower-case and at most 63 characters. A part that does not
 * fit, that lower-casing would change, or that could be cut in two ways ends with a hash of what it stands for, so that two apps
 * never share a name by rule. Name and suffix are made apart: the suffix is the same for all apps of a project and domain, which
 * lets one pattern address them.
 */
public final class AppNames {
    private static final int LONGEST_NAME = 30;
    private static final int LONGEST_SUFFIX = 32;
    private static final int HASH = 8;
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z](?:[a-z0-9-]*[a-z0-9])?");
    private static final Pattern PLAIN_SCOPE = Pattern.compile("[a-z0-9]+");
    private static final Pattern FOREIGN = Pattern.compile("[^a-z0-9-]");

    private AppNames() {}

    /** Name of the Deployment, the Service and what else belongs to the app; also its host label. */
    public static String objectName(AppKey key) {
        return head(key.name()) + "-" + suffix(key.project(), key.domain());
    }

    /** What follows the name of every app of a project and domain. */
    public static String suffix(String project, String domain) {
        String plain = project + "-" + domain;
        boolean isPlain = PLAIN_SCOPE.matcher(project).matches()
                && PLAIN_SCOPE.matcher(domain).matches();
        return isPlain && plain.length() <= LONGEST_SUFFIX
                ? plain
                : hashed(plain, project + "/" + domain, LONGEST_SUFFIX);
    }

    /** Whether other apps reach the app by the pattern, which has its name unchanged. */
    public static boolean isPlain(String name) {
        return name.length() <= LONGEST_NAME && PLAIN_NAME.matcher(name).matches();
    }

    private static String head(String name) {
        if (isPlain(name)) {
            return name;
        }
        boolean startsWithLetter = Character.isLetter(name.charAt(0));
        return hashed(startsWithLetter ? name : "app-" + name, name, LONGEST_NAME);
    }

    private static String hashed(String text, String whole, int longest) {
        String readable = FOREIGN.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-");
        String cut = readable.substring(0, Math.min(readable.length(), longest - HASH - 1));
        String hash = HexFormat.of().formatHex(Sha256.digest(whole)).substring(0, HASH);
        return cut.replaceAll("-+$", "") + "-" + hash;
    }
}
