package org.flyte.platform.model;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Builds addresses by plain joining: nothing is resolved, decoded or encoded, so no part can leave its base.
 */
public final class Address {
    private static final int LONGEST_SEGMENT = 255;
    private static final int LONGEST_ADDRESS = 1024;
    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");

    private Address() {}

    /**
     * Joins parts onto a base with exactly one slash between them. Slashes around a part are dropped, and so are
     * parts that are empty; a part may have several segments.
     *
     * @throws InvalidArgument when a segment is {@code .}, {@code ..}, empty, too long or has control characters
     */
    public static String join(String base, String... parts) {
        StringBuilder address = new StringBuilder(trimEnd(base));
        for (String part : parts) {
            String trimmed = trim(part);
            if (!trimmed.isEmpty()) {
                checkSegments(trimmed);
                address.append('/').append(trimmed);
            }
        }
        return checkLength(address.toString());
    }

    /** Whether {@code address} is {@code prefix} itself or lies below it. */
    public static boolean isBelow(String address, String prefix) {
        String folder = trimEnd(prefix);
        return address.startsWith(folder)
                && (address.length() == folder.length() || address.charAt(folder.length()) == '/');
    }

    /** Checks the segments of a relative path. */
    public static void checkSegments(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || isDots(segment)) {
                throw new InvalidArgument("path '%s' has a segment '%s', which is not allowed", shown(path), segment);
            }
            if (segment.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidArgument("path '%s' has a control character", shown(path));
            }
            if (bytes(segment) > LONGEST_SEGMENT) {
                throw new InvalidArgument("path '%s' has a segment longer than %d bytes", shown(path), LONGEST_SEGMENT);
            }
        }
    }

    /**
     * Whether a segment means another folder: {@code .} or {@code ..}, written so or with characters that other programs
     * take for them, such as full-width dots, slashes and backslashes.
     */
    public static boolean isDots(String segment) {
        String plain = Normalizer.normalize(segment, Normalizer.Form.NFKC);
        return Stream.of(SEPARATOR.split(plain, -1)).anyMatch(part -> part.equals(".") || part.equals(".."));
    }

    /** Whether an address leads where it seems to: no segment is dots, and it has no control character. */
    public static boolean isPlain(String address) {
        return Stream.of(address.split("/")).noneMatch(Address::isDots)
                && address.chars().noneMatch(Character::isISOControl);
    }

    private static String checkLength(String address) {
        if (bytes(address) > LONGEST_ADDRESS) {
            throw new InvalidArgument("address '%s' is longer than %d bytes", shown(address), LONGEST_ADDRESS);
        }
        return address;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String trim(String part) {
        int start = 0;
        while (start < part.length() && part.charAt(start) == '/') {
            start++;
        }
        return trimEnd(part.substring(start));
    }

    /** Without the slashes at its end. */
    public static String trimEnd(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }

    /** A text that a message can quote: short and on one line. */
    public static String shown(String text) {
        String line = text.codePoints()
                .limit(120)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() < text.length() ? line + "…" : line;
    }
}
