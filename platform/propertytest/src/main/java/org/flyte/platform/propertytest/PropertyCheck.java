package org.flyte.platform.propertytest;

import java.security.SecureRandom;

/**
 * Runs a check many times, each time with other random input. Every run of the tests takes a new seed; a failure names
 * the seed and the number of the try, and {@code -Dproperty.try=SEED:NUMBER} repeats that one try alone.
 *
 * @param tries how often the check is run
 * @param seed what the input of every try derives from
 */
public record PropertyCheck(int tries, long seed) {
    /** The system property that repeats one try. */
    static final String REPEAT = "property.try";

    /** A check of random input; any exception or failed assertion is a failure. */
    @FunctionalInterface
    public interface Check {
        void run(Draw draw) throws Exception;
    }

    /** A check with 1,000 tries. */
    public static void forAll(Check check) throws Exception {
        forAll(1_000, check);
    }

    /** A check with as many tries as given. */
    public static void forAll(int tries, Check check) throws Exception {
        new PropertyCheck(tries, new SecureRandom().nextLong()).run(check, System.getProperty(REPEAT));
    }

    /**
     * Runs the tries, or only the one that {@code repeat} names.
     *
     * @param repeat {@code SEED:NUMBER}, or null for all tries
     */
    void run(Check check, String repeat) throws Exception {
        if (repeat != null) {
            String[] parts = repeat.split(":", 2);
            new PropertyCheck(tries, Long.parseLong(parts[0])).runOne(check, Integer.parseInt(parts[1]));
            return;
        }
        for (int number = 1; number <= tries; number++) {
            runOne(check, number);
        }
    }

    private void runOne(Check check, int number) throws Exception {
        Draw draw = new Draw(seed, number, tries);
        try {
            check.run(draw);
        } catch (Exception | AssertionError failure) {
            throw new AssertionError(
                    "try %d of %d failed, repeat it with -D%s=%d:%d%n  input: %s%n  %s"
                            .formatted(number, tries, REPEAT, seed, number, draw, failure),
                    failure);
        }
    }
}
