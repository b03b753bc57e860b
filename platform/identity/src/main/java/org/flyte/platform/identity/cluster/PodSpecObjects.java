package org.flyte.platform.identity.cluster;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flyte.platform.identity.cluster.ClusterObject.Kind;

/**
 * Finds the service accounts and Secrets that a pod spec names, wherever it stands in a message: that of a pod task, or
 * those in what a plugin is given. It goes by the names of the fields of Kubernetes, and of the settings of Spark.
 */
final class PodSpecObjects {
    private static final Pattern ACCOUNT =
            Pattern.compile("serviceAccount|serviceAccountName|spark\\.kubernetes\\..*[.]serviceAccountName");
    private static final Pattern REFERENCE = Pattern.compile("secret|secretKeyRef|secretRef|.*SecretRef");
    private static final Pattern SPARK_SECRET =
            Pattern.compile("spark\\.kubernetes\\.(?:driver|executor)\\.secrets\\.(.+)");
    private static final Pattern SPARK_SECRET_KEY =
            Pattern.compile("spark\\.kubernetes\\.(?:driver|executor)\\.secretKeyRef\\..+");
    private static final String SPARK_PULL_SECRETS = "spark.kubernetes.container.image.pullSecrets";

    private final List<ClusterObject> found = new ArrayList<>();

    private PodSpecObjects() {}

    /** @param field of the message in the request */
    static List<ClusterObject> in(String field, Struct message) {
        PodSpecObjects objects = new PodSpecObjects();
        objects.visit(field, message);
        return objects.found;
    }

    private void visit(String field, Struct message) {
        message.getFieldsMap().forEach((key, value) -> {
            String path = field + "." + key;
            named(key, value).forEach(object -> found.add(new ClusterObject(object.kind(), path, object.name())));
            visit(path, value);
        });
    }

    private void visit(String path, Value value) {
        switch (value.getKindCase()) {
            case STRUCT_VALUE -> visit(path, value.getStructValue());
            case LIST_VALUE -> {
                for (int i = 0; i < value.getListValue().getValuesCount(); i++) {
                    visit(path + "." + i, value.getListValue().getValues(i));
                }
            }
            default -> {}
        }
    }

    private record Name(Kind kind, String name) {}

    private static Stream<Name> named(String key, Value value) {
        Matcher sparkSecret = SPARK_SECRET.matcher(key);
        if (ACCOUNT.matcher(key).matches()) {
            return text(value).map(name -> new Name(Kind.SERVICE_ACCOUNT, name)).stream();
        }
        if (sparkSecret.matches()) {
            return Stream.of(new Name(Kind.SECRET, sparkSecret.group(1)));
        }
        if (SPARK_SECRET_KEY.matcher(key).matches()) {
            return text(value).map(name -> new Name(Kind.SECRET, name.split(":", 2)[0])).stream();
        }
        if (key.equals(SPARK_PULL_SECRETS)) {
            return text(value).stream()
                    .flatMap(names -> Stream.of(names.split(",")))
                    .map(name -> new Name(Kind.SECRET, name.strip()));
        }
        if (key.equals("secretName")) {
            return text(value).map(name -> new Name(Kind.SECRET, name)).stream();
        }
        if (REFERENCE.matcher(key).matches()) {
            return name(value).map(name -> new Name(Kind.SECRET, name)).stream();
        }
        if (key.equals("imagePullSecrets")) {
            return value.getListValue().getValuesList().stream()
                    .flatMap(item -> name(item).stream())
                    .map(name -> new Name(Kind.SECRET, name));
        }
        return Stream.empty();
    }

    /** The name of a reference. */
    private static Optional<String> name(Value reference) {
        return text(reference.getStructValue().getFieldsOrDefault("name", Value.getDefaultInstance()));
    }

    private static Optional<String> text(Value value) {
        return Optional.of(value.getStringValue()).filter(text -> !text.isEmpty());
    }
}
