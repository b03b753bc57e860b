package org.flyte.platform.identity.permission;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.identity.role.Place;

/**
 * The path to a place in a request, such as {@code action_id.run}: names of fields or of a oneof, of which the field that is
 * set counts; of a repeated field each element. It ends at a message with project and domain, or leads on to one by
 * {@link #STEPS}; a text is the name of a project, over all its domains.
 */
public record PlacePath(String path) {
    /** The request itself, which has project and domain. */
    static final String REQUEST = ".";

    /** Fields that lead from an object to the one that has project and domain. */
    static final List<String> STEPS = List.of("run", "app_id", "action_id", "metadata", "id", "name");

    /**
     * One thing that a request names.
     *
     * @param run name of the run, empty if it names none
     * @param action name of the action, empty if it names none
     */
    public record Found(Place place, String run, String action) {}

    /** Returns the places that a request names at the path; none if the field is not set. */
    public List<Found> in(Message request) {
        List<Found> found = new ArrayList<>();
        if (path.equals(REQUEST)) {
            collect(request, "", "", found);
        } else {
            walk(request, List.of(path.split("\\.", -1)), found);
        }
        return found;
    }

    /** Says whether the path leads to places in requests of a type. */
    boolean fits(Descriptor type) {
        if (path.equals(REQUEST)) {
            return leads(type);
        }
        List<Descriptor> at = List.of(type);
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length; i++) {
            List<Descriptor> next = new ArrayList<>();
            for (Descriptor current : at) {
                List<FieldDescriptor> fields = fields(current, names[i]);
                if (fields.isEmpty()) {
                    return false;
                }
                boolean last = i == names.length - 1;
                for (FieldDescriptor field : fields) {
                    if (field.getJavaType() == JavaType.MESSAGE) {
                        next.add(field.getMessageType());
                    } else if (!last || field.getJavaType() != JavaType.STRING) {
                        return false;
                    }
                }
            }
            at = next;
        }
        // A oneof may have alternatives that are in no project, such as a cluster.
        return at.isEmpty() || at.stream().anyMatch(PlacePath::leads);
    }

    private void walk(Message message, List<String> names, List<Found> found) {
        Optional<FieldDescriptor> field = set(message, names.getFirst());
        if (field.isEmpty()) {
            return;
        }
        for (Object value : values(message, field.get())) {
            if (!(value instanceof Message inner)) {
                text(field.get(), (String) value).ifPresent(found::add);
            } else if (names.size() > 1) {
                walk(inner, names.subList(1, names.size()), found);
            } else {
                collect(inner, "", "", found);
            }
        }
    }

    /** The organization is no project. */
    private static Optional<Found> text(FieldDescriptor field, String value) {
        return field.getName().equals("org") ? Optional.empty() : Optional.of(new Found(new Place(value, ""), "", ""));
    }

    private static void collect(Message message, String run, String action, List<Found> found) {
        Descriptor type = message.getDescriptorForType();
        if (hasPlace(type)) {
            String name = isRun(type) ? string(message, "name") : run;
            found.add(
                    new Found(new Place(string(message, projectField(type)), string(message, "domain")), name, action));
            return;
        }
        for (String step : STEPS) {
            FieldDescriptor field = type.findFieldByName(step);
            if (field != null && field.getJavaType() == JavaType.MESSAGE && message.hasField(field)) {
                String named = step.equals("run") ? string(message, "name") : action;
                collect((Message) message.getField(field), run, named, found);
                return;
            }
        }
    }

    static boolean leads(Descriptor type) {
        return hasPlace(type)
                || STEPS.stream()
                        .map(type::findFieldByName)
                        .anyMatch(field -> field != null
                                && field.getJavaType() == JavaType.MESSAGE
                                && leads(field.getMessageType()));
    }

    static boolean hasPlace(Descriptor type) {
        return type.findFieldByName("domain") != null
                && type.findFieldByName("domain").getJavaType() == JavaType.STRING
                && type.findFieldByName(projectField(type)) != null;
    }

    private static boolean isRun(Descriptor type) {
        return type.getName().equals("RunIdentifier");
    }

    static String projectField(Descriptor type) {
        return type.getName().equals("ProjectIdentifier") ? "name" : "project";
    }

    private static String string(Message message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        return field != null && field.getJavaType() == JavaType.STRING ? (String) message.getField(field) : "";
    }

    private static List<?> values(Message message, FieldDescriptor field) {
        return field.isRepeated() ? (List<?>) message.getField(field) : List.of(message.getField(field));
    }

    private static Optional<FieldDescriptor> set(Message message, String name) {
        return fields(message.getDescriptorForType(), name).stream()
                .filter(field -> field.isRepeated() || !field.hasPresence() || message.hasField(field))
                .findFirst();
    }

    static List<FieldDescriptor> fields(Descriptor type, String name) {
        FieldDescriptor field = type.findFieldByName(name);
        if (field != null) {
            return List.of(field);
        }
        return type.getOneofs().stream()
                .filter(oneof -> oneof.getName().equals(name))
                .findFirst()
                .map(OneofDescriptor::getFields)
                .orElse(List.of());
    }
}
