package org.flyte.runs.run;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** A name of a run: a DNS label of at most 30 characters, chosen by the client or random. */
public record RunName(String value) {
    private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final int MAX_LENGTH = 30;
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int RANDOM_CHARACTERS = 19;

    /** Fails with InvalidArgument for a name that is not allowed. */
    public static RunName parse(String name) {
        if (name.isEmpty()) {
            throw new InvalidArgument(
                    "run_id.name is required; send project_id instead of run_id for a generated name");
        }
        if (name.length() > MAX_LENGTH) {
            throw new InvalidArgument(
                    "run_id.name has %d characters, at most %d are allowed", name.length(), MAX_LENGTH);
        }
        if (!LABEL.matcher(name).matches()) {
            throw new InvalidArgument(
                    "run_id.name must start with a letter, consist of a-z, 0-9 and '-', and not end with '-': '%s'",
                    Address.shown(name));
        }
        return new RunName(name);
    }

    static RunName random(RandomGenerator random) {
        StringBuilder name = new StringBuilder("r");
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new RunName(name.toString());
    }
}
