package org.flyte.runs.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBinding;
import org.flyte.platform.identity.role.Subject;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The text of a file of bindings: YAML, below {@code bindings} a list of which each has {@code user}, {@code group} or
 * {@code service}, and {@code role}, {@code project}, {@code domain} and, where there are several issuers, {@code issuer}.
 */
final class BindingsFile {
    private static final int MAX_CHARACTERS = 4 << 20;
    private static final Set<String> KEYS = Set.of("user", "group", "service", "role", "project", "domain", "issuer");

    private BindingsFile() {}

    /** Fails with InvalidArgument that names the line or the entry. */
    static List<RoleBinding> parse(String text, Optional<String> issuer) {
        Object document = load(text);
        if (!(document instanceof Map<?, ?> root) || !(root.get("bindings") instanceof List<?> entries)) {
            throw new InvalidArgument("the file has no list 'bindings'");
        }
        List<RoleBinding> bindings = new ArrayList<>();
        for (Object entry : entries) {
            bindings.add(new Entry(bindings.size(), entry).binding(issuer));
        }
        return bindings;
    }

    private static Object load(String text) {
        try {
            return new Load(LoadSettings.builder()
                            .setCodePointLimit(MAX_CHARACTERS)
                            .setAllowDuplicateKeys(false)
                            .build())
                    .loadFromString(text);
        } catch (YamlEngineException e) {
            throw new InvalidArgument("the file is no YAML: %s", e.getMessage().replace('\n', ' '));
        }
    }

    private record Entry(int index, Object value) {
        RoleBinding binding(Optional<String> defaultIssuer) {
            if (!(value instanceof Map<?, ?> fields)) {
                throw wrong("is no mapping");
            }
            fields.keySet().stream()
                    .filter(key -> !KEYS.contains(key))
                    .findFirst()
                    .ifPresent(key -> {
                        throw wrong("has an unknown key '" + key + "'");
                    });
            String issuer = text(fields, "issuer")
                    .or(() -> defaultIssuer)
                    .orElseThrow(() -> wrong("needs an issuer: there is not exactly one of users"));
            return new RoleBinding(
                    subject(fields, issuer),
                    Role.named(required(fields, "role"))
                            .orElseThrow(() -> wrong("has a role other than viewer, runner and admin")),
                    required(fields, "project"),
                    required(fields, "domain"));
        }

        private Subject subject(Map<?, ?> fields, String issuer) {
            List<Subject.Kind> kinds = List.of(Subject.Kind.values()).stream()
                    .filter(kind -> fields.containsKey(kind.label()))
                    .toList();
            if (kinds.size() != 1) {
                throw wrong("needs one of user, group and service");
            }
            Subject.Kind kind = kinds.getFirst();
            return new Subject(kind, issuer, required(fields, kind.label()));
        }

        private String required(Map<?, ?> fields, String name) {
            return text(fields, name).orElseThrow(() -> wrong("needs " + name));
        }

        private Optional<String> text(Map<?, ?> fields, String name) {
            Object found = fields.get(name);
            if (found == null) {
                return Optional.empty();
            }
            if (found instanceof String text && !text.isBlank() && text.length() <= 255) {
                return Optional.of(text);
            }
            throw wrong("has a " + name + " that is no text of 1 to 255 characters");
        }

        private InvalidArgument wrong(String what) {
            return new InvalidArgument("bindings[%d] %s", index, what);
        }
    }
}
