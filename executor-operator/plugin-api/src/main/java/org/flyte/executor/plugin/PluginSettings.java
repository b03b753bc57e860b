package org.flyte.executor.plugin;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The settings of a plugin: {@code flyte.executor.plugin.<name>.<key>}. An environment variable cannot say whether a key has a hyphen or a
 * dot, and comes with a dot: that stands for a hyphen too, and wins.
 *
 * @param plugin its name
 */
public record PluginSettings(String plugin, Map<String, String> values) {
    private static final Pattern AMOUNT = Pattern.compile("[0-9]+(ms|s|m|h|d)");

    public PluginSettings {
        values = Map.copyOf(values);
    }

    /** Empty when it is not set. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.getOrDefault(key.replace('-', '.'), values.get(key)))
                .filter(value -> !value.isBlank());
    }

    /** @throws IllegalArgumentException naming the key */
    public int number(String key, int otherwise) {
        return parsed(key, otherwise, Integer::valueOf, "a number");
    }

    /** @throws IllegalArgumentException naming the key */
    public boolean flag(String key, boolean otherwise) {
        return parsed(key, otherwise, PluginSettings::flag, "true or false");
    }

    /**
     * A duration such as {@code 500ms}, {@code 10s}, {@code 5m} or {@code PT1H}.
     *
     * @throws IllegalArgumentException naming the key
     */
    public Duration duration(String key, Duration otherwise) {
        return parsed(key, otherwise, PluginSettings::duration, "a duration such as 10s");
    }

    /**
     * Entries as in a properties file: a line each, {@code name=value}. Empty when it is not set.
     *
     * @throws IllegalArgumentException naming the key
     */
    public Map<String, String> entries(String key) {
        return parsed(key, Map.of(), PluginSettings::entriesOf, "a list of lines name=value");
    }

    /**
     * One of several words.
     *
     * @throws IllegalArgumentException naming the key and the words
     */
    public String oneOf(String key, List<String> words, String otherwise) {
        String word = text(key).orElse(otherwise);
        if (!words.contains(word)) {
            throw new IllegalArgumentException(
                    "%s is '%s', which is none of: %s".formatted(address(key), word, String.join(", ", words)));
        }
        return word;
    }

    /**
     * Refuses keys that the plugin does not have, so that a misspelt one is not ignored.
     *
     * @throws IllegalArgumentException naming the keys
     */
    public void allow(Set<String> known) {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeIf(key -> known.contains(key) || known.contains(key.replace('.', '-')));
        if (!unknown.isEmpty()) {
            String keys = known.isEmpty()
                    ? "the plugin has no keys"
                    : "the keys of the plugin are: " + String.join(", ", new TreeSet<>(known));
            throw new IllegalArgumentException(
                    "%s does not exist; %s".formatted(address(unknown.iterator().next()), keys));
        }
    }

    /** The whole key, for messages. */
    public String address(String key) {
        return "flyte.executor.plugin." + plugin + "." + key;
    }

    private <T> T parsed(String key, T otherwise, Function<String, T> parser, String wanted) {
        Optional<String> text = text(key);
        try {
            return text.map(parser).orElse(otherwise);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "%s is '%s', which is not %s".formatted(address(key), text.get(), wanted), e);
        }
    }

    private static Map<String, String> entriesOf(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> entries = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> {
            String value = properties.getProperty(name);
            if (value.isBlank()) {
                throw new IllegalArgumentException(name);
            }
            entries.put(name, value.strip());
        });
        return entries;
    }

    private static Boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Duration duration(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!AMOUNT.matcher(lower).matches()) {
            return Duration.parse(text);
        }
        if (lower.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)));
        }
        return Duration.parse(lower.endsWith("d") ? "P" + lower : "PT" + lower);
    }
}
