package org.flyte.executor.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.flyte.crd.TaskActionSpec;
import org.flyte.idl.core.Identifier;
import org.flyte.idl.core.TaskMetadata;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class ResultKeyTest {
    @Test
    void isEmptyUnlessTheTaskIsCacheableAndItsClientGaveAKey() {
        assertThat(ResultKey.of(spec(""), template("t", "v", true))).isEmpty();
        assertThat(ResultKey.of(spec("key"), template("t", "v", false))).isEmpty();
        assertThat(ResultKey.of(spec("key"), template("t", "v", true))).isPresent();
    }

    @Test
    void isTheSameForTheSameParts() {
        assertThat(key("t", "v", "key")).isEqualTo(key("t", "v", "key"));
    }

    @Test
    void differsWhenAnyPartDiffersAndWhenPartsOnlyJoinToTheSame() {
        assertThat(key("task", "v1", "key")).isNotEqualTo(key("task", "v2", "key"));
        assertThat(key("task", "v1", "key")).isNotEqualTo(key("other", "v1", "key"));
        assertThat(key("task", "v1", "key")).isNotEqualTo(key("task", "v1", "yek"));
        assertThat(key("ab", "c", "d")).isNotEqualTo(key("a", "bc", "d"));
        assertThat(key("a", "bc", "d")).isNotEqualTo(key("a", "b", "cd"));
    }

    @Test
    void belongsToTheProjectOfTheTask() {
        assertThat(key("t", "v", "key").orElseThrow())
                .extracting(ResultKey::project, ResultKey::domain)
                .containsExactly("p", "d");
        TaskTemplate unnamed = template("t", "v", true).toBuilder().clearId().build();
        assertThat(ResultKey.of(spec("key"), unnamed).orElseThrow())
                .extracting(ResultKey::project, ResultKey::domain)
                .containsExactly("of-action", "development");
    }

    private static Optional<ResultKey> key(String task, String version, String clientKey) {
        return ResultKey.of(spec(clientKey), template(task, version, true));
    }

    private static TaskActionSpec spec(String clientKey) {
        TaskActionSpec spec = new TaskActionSpec();
        spec.project = "of-action";
        spec.domain = "development";
        spec.cacheKey = clientKey;
        return spec;
    }

    private static TaskTemplate template(String name, String version, boolean cacheable) {
        return TaskTemplate.newBuilder()
                .setId(Identifier.newBuilder().setProject("p").setDomain("d").setName(name))
                .setMetadata(
                        TaskMetadata.newBuilder().setDiscoverable(cacheable).setDiscoveryVersion(version))
                .build();
    }
}
