package org.flyte.copilot;

import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flyte.copilot.failure.TransferException;
import org.flyte.copilot.value.DurationText;

/** The flags of a command: {@code --name value} or {@code --name=value}, each at most once. */
record Arguments(Map<String, String> values) {
    private static final Map<String, String> SHORT =
            Map.of("-f", "--from", "-o", "--to", "-m", "--format", "-t", "--timeout", "-i", "--interface");

    /** @throws TransferException when a flag is not one of those known, or has no value */
    static Arguments parse(List<String> words, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? full(word, known) : word.substring(0, equals);
            if (!known.contains(name)) {
                throw TransferException.system(
                        null, "unknown argument '%s': known are %s", name, String.join(", ", sorted(known)));
            }
            if (equals < 0 && i + 1 == words.size()) {
                throw TransferException.system(null, "%s needs a value", name);
            }
            if (values.put(name, equals < 0 ? words.get(++i) : word.substring(equals + 1)) != null) {
                throw TransferException.system(null, "%s is given twice", name);
            }
        }
        return new Arguments(values);
    }

    /** A short flag means the long one that begins so: {@code -f} is {@code --from-remote} or {@code --from-local-dir}. */
    private static String full(String word, Set<String> known) {
        String beginning = SHORT.get(word);
        if (beginning == null) {
            return word;
        }
        String exact = word.equals("-o") && known.contains("--to-local-dir") ? "--to-local-dir" : beginning;
        return known.contains(exact)
                ? exact
                : sorted(known).stream()
                        .filter(name -> name.startsWith(beginning))
                        .findFirst()
                        .orElse(word);
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    String required(String name) {
        return find(name).orElseThrow(() -> TransferException.system(null, "%s is missing", name));
    }

    /** As Go writes durations; 0 means no limit. */
    Duration duration(String name, Duration otherwise) {
        return find(name)
                .map(text -> DurationText.parse(text)
                        .filter(duration -> !duration.isNegative())
                        .orElseThrow(() -> TransferException.system(
                                null, "%s is '%s': it must be a duration such as 1h0m0s", name, text)))
                .orElse(otherwise);
    }

    /** A number from 0 to {@code max}. */
    long number(String name, long otherwise, long max) {
        return find(name).map(text -> number(name, text, max)).orElse(otherwise);
    }

    private static long number(String name, String text, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message.
        }
        throw TransferException.system(null, "%s is '%s': it must be a number from 0 to %d", name, text, max);
    }

    /** A constant, in any case. */
    <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        return find(name)
                .map(text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.name().equals(text.toUpperCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> TransferException.system(
                                null,
                                "%s is '%s': it must be one of %s",
                                name,
                                text,
                                Arrays.stream(type.getEnumConstants())
                                        .map(Enum::name)
                                        .collect(Collectors.joining(", ")))))
                .orElse(otherwise);
    }

    /** Bytes in base64; none when it is missing. */
    byte[] bytes(String name) {
        try {
            return Base64.getDecoder().decode(find(name).orElse(""));
        } catch (IllegalArgumentException e) {
            throw TransferException.system(e, "%s is not in base64", name);
        }
    }
}
