package org.flyte.platform.propertytest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * The random input of one try. Early tries draw short lists, so that the first failure tends to be small; one number in
 * eight is one of the ends of its range. Keeps what it drew, for the message of a failure.
 */
public final class Draw {
    private static final int MAX_SHOWN = 2_000;
    private static final int ENDS = 8;

    private final Random random;
    private final double size;
    private final StringBuilder drawn = new StringBuilder();
    private int depth;

    Draw(long seed, int number, int tries) {
        random = new Random(seed * 1_000_003L + number);
        size = Math.min(1.0, 2.0 * number / tries);
    }

    /** A whole number of the range, ends included. */
    public int integer(int min, int max) {
        int value = switch (random.nextInt(2 * ENDS)) {
            case 0 -> min;
            case 1 -> max;
            default -> (int) random.nextLong(min, max + 1L);
        };
        return keep(value);
    }

    /** True or false. */
    public boolean bool() {
        return keep(random.nextBoolean());
    }

    /** One of the values. */
    @SafeVarargs
    public final <T> T of(T... values) {
        return of(Arrays.asList(values));
    }

    /** One of the values. */
    public <T> T of(List<T> values) {
        return keep(values.get(random.nextInt(values.size())));
    }

    /** Those of the values that were drawn, none to all, in their order. */
    public <T> List<T> subset(List<T> values) {
        return keep(values.stream().filter(value -> random.nextBoolean()).toList());
    }

    /** A value of one of the generators. */
    @SafeVarargs
    public final <T> T oneOf(Function<Draw, ? extends T>... generators) {
        return generators[random.nextInt(generators.length)].apply(this);
    }

    /** A list with a length of the range, ends included. */
    public <T> List<T> list(int minLength, int maxLength, Function<Draw, ? extends T> element) {
        int length = length(minLength, maxLength);
        List<T> values = new ArrayList<>(length);
        depth++;
        for (int i = 0; i < length; i++) {
            values.add(element.apply(this));
        }
        depth--;
        return keep(values);
    }

    /** Bytes with a length of the range, ends included; one byte in eight is 0, 127, -128 or -1. */
    public byte[] bytes(int minLength, int maxLength) {
        byte[] value = new byte[length(minLength, maxLength)];
        random.nextBytes(value);
        byte[] ends = {0, Byte.MAX_VALUE, Byte.MIN_VALUE, -1};
        for (int i = 0; i < value.length; i++) {
            if (random.nextInt(ENDS) == 0) {
                value[i] = ends[random.nextInt(ends.length)];
            }
        }
        note("0x" + HexFormat.of().formatHex(value));
        return value;
    }

    /** Letters a-z and A-Z with a length of the range, ends included. */
    public String letters(int minLength, int maxLength) {
        int length = length(minLength, maxLength);
        StringBuilder value = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            value.append((char) ((random.nextBoolean() ? 'a' : 'A') + random.nextInt(26)));
        }
        return keep(value.toString());
    }

    /** Text of at most that many UTF-16 units: ASCII, controls, line ends, other planes, and lone surrogates. */
    public String text(int maxLength) {
        int length = length(0, maxLength);
        StringBuilder value = new StringBuilder(length);
        while (value.length() < length) {
            switch (random.nextInt(8)) {
                case 0 -> value.append(random.nextBoolean() ? '\n' : '\r');
                case 1 -> value.append((char) random.nextInt(Character.MAX_VALUE + 1));
                case 2 -> value.append((char) random.nextInt(0x100));
                case 3 -> value.append((char) random.nextInt(0x20));
                case 4 ->
                    value.append(Character.toChars(
                            random.nextInt(Character.MIN_SUPPLEMENTARY_CODE_POINT, Character.MAX_CODE_POINT + 1)));
                default -> value.append((char) random.nextInt(0x20, 0x7f));
            }
        }
        value.setLength(length);
        return keep(value.toString());
    }

    /** A source of random numbers of the try, for {@code Collections.shuffle} and the like. */
    public Random random() {
        return random;
    }

    private int length(int min, int max) {
        int limit = min + (int) Math.ceil((max - min) * size);
        return switch (random.nextInt(2 * ENDS)) {
            case 0 -> min;
            case 1 -> limit;
            default -> random.nextInt(min, limit + 1);
        };
    }

    private <T> T keep(T value) {
        note(String.valueOf(value));
        return value;
    }

    /** Notes a value of the check's own draws; the elements of a list are noted with the list. */
    private void note(String value) {
        if (depth == 0 && drawn.length() < MAX_SHOWN) {
            drawn.append(drawn.isEmpty() ? "" : ", ").append(value);
        }
    }

    /** What was drawn, in the order of the draws. */
    @Override
    public String toString() {
        return drawn.length() > MAX_SHOWN ? drawn.substring(0, MAX_SHOWN) + "..." : drawn.toString();
    }
}
