package org.flyte.platform.identity.permission;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table {@code permissions.txt}: what each method needs. */
public final class PermissionTable {
    private static final String RESOURCE = "permissions.txt";

    private final Map<String, MethodRule> rules;

    private PermissionTable(Map<String, MethodRule> rules) {
        this.rules = rules;
    }

    /** Returns the table of this version. */
    public static PermissionTable load() {
        try (InputStream table = PermissionTable.class.getResourceAsStream(RESOURCE)) {
            return parse(new String(table.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException that names the line which is wrong */
    static PermissionTable parse(String text) {
        Map<String, MethodRule> rules = new HashMap<>();
        String service = null;
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                service = line.strip();
                continue;
            }
            MethodRule rule = rule(service, line.strip());
            if (rules.put(rule.method(), rule) != null) {
                throw new IllegalArgumentException(rule.method() + " is there twice");
            }
        }
        return new PermissionTable(Map.copyOf(rules));
    }

    /** Returns the rule of a method by its full name; empty if it has none, and nobody may call it then. */
    public Optional<MethodRule> of(String method) {
        return Optional.ofNullable(rules.get(method));
    }

    /** Returns the full names of all methods that have a rule. */
    public Set<String> methods() {
        return rules.keySet();
    }

    private static MethodRule rule(String service, String line) {
        String[] words = line.split("\\s+", -1);
        if (service == null || words.length < 2) {
            throw new IllegalArgumentException(line + ": a service, and below it METHOD NEED OPTION..., is expected");
        }
        List<PlacePath> places = new ArrayList<>();
        List<PlacePath> viewed = new ArrayList<>();
        boolean partial = false;
        boolean services = false;
        PodScope pods = PodScope.NONE;
        AtExpiry expiry = AtExpiry.END;
        for (String option : List.of(words).subList(2, words.length)) {
            String[] parts = option.split("=", 2);
            switch (parts[0]) {
                case "at" -> places.addAll(paths(parts[1]));
                case "viewed" -> viewed.addAll(paths(parts[1]));
                case "partial" -> partial = true;
                case "services" -> services = true;
                case "pods" -> pods = PodScope.valueOf(parts[1].toUpperCase(Locale.ROOT));
                case "expiry" -> expiry = AtExpiry.valueOf(parts[1].toUpperCase(Locale.ROOT));
                default -> throw new IllegalArgumentException(line + ": there is no option " + option);
            }
        }
        Need need = Need.named(words[1])
                .orElseThrow(() -> new IllegalArgumentException(line + ": there is no need " + words[1]));
        return new MethodRule(
                service + "/" + words[0],
                need,
                places,
                viewed,
                partial,
                pods,
                services || need == Need.SERVICE,
                expiry);
    }

    private static List<PlacePath> paths(String list) {
        return Arrays.stream(list.split(",", -1)).map(PlacePath::new).toList();
    }
}
