package org.flyte.apps.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flyte.apps.AppKey;
import org.flyte.idl.app.Spec;

/**
 * Compares objects with files of YAML: {@code NAME.json} is the spec, {@code NAME.BACKEND.yaml} what must come of it. With
 * {@code -Dgolden.write} the files are written instead, to be reviewed.
 */
public final class GoldenObjects {
    private static final Path FOLDER = Path.of("src/test/resources/org/flyte/apps/golden");

    private GoldenObjects() {}

    public static AppDefinition app(String name) throws IOException {
        Spec.Builder spec = Spec.newBuilder();
        JsonFormat.parser().merge(Files.readString(FOLDER.resolve(name + ".json")), spec);
        return AppDefinition.of(new AppKey("flytesnacks", "development", "hello"), 3, spec.build());
    }

    public static void check(AppBackend backend, String name) throws IOException {
        AppDefinition app = app(name);
        backend.check(app);
        List<HasMetadata> objects = backend.objects(app);
        String yaml = objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
        Path file = FOLDER.resolve("%s.%s.yaml".formatted(name, backend.name()));
        if (System.getProperty("golden.write") != null) {
            Files.writeString(file, yaml, StandardCharsets.UTF_8);
        }
        assertThat(yaml).isEqualTo(Files.readString(file));
    }

    /** A configuration with everything that a pod can be given. */
    public static Map<String, String> settings() {
        return Map.of(
                "flyte.apps.namespace", "flyte",
                "flyte.apps.raw-data-prefix", "s3://flyte/app-data",
                "flyte.apps.public-url", "https://{app}.apps.example.org",
                "flyte.apps.pods.default-env.GIVEN", "by the installation",
                "flyte.apps.pods.env-from-config-maps", "flyte-task",
                "flyte.apps.pods.env-from-secrets", "flyte-task",
                "flyte.apps.pods.service-account", "apps",
                "flyte.apps.pods.image-pull-secrets", "registry");
    }
}
