package org.flyte.runs.run;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** Names of runs (runs spec §5.1): DNS labels of at most 30 characters, or our own random ones. */
final class RunNames {
    private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final int LONGEST = 30;
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int RANDOM_CHARACTERS = 19;
    private static final RandomGenerator RANDOM = new SecureRandom();

    private RunNames() {}

    /** The name, or InvalidArgument that says what is wrong with it. */
    static String checked(String name) {
        if (name.isEmpty()) {
            throw new InvalidArgument("run_id.name is required; send project_id to have one made");
        }
        if (name.length() > LONGEST) {
            throw new InvalidArgument("run_id.name has %d characters, at most %d are allowed", name.length(), LONGEST);
        }
        if (!LABEL.matcher(name).matches()) {
            throw new InvalidArgument(
                    "run_id.name must start with a letter and consist of a-z, 0-9 and '-', not at its end: '%s'",
                    name.replaceAll("\\p{Cntrl}", "?"));
        }
        return name;
    }

    static String random() {
        StringBuilder name = new StringBuilder("r");
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            name.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }
}
