package org.flyte.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

/** What every secret manager does. */
public abstract class SecretManagerContract {
    protected static final SecretScope PROJECT = new SecretScope("blue", "dev");
    protected static final SecretScope DOMAIN = new SecretScope("", "dev");
    private static final String PLANTED = "planted-value-7c1f";

    /** The same manager during a test, empty at its beginning. */
    protected abstract SecretManager manager();

    /** Length of the longest name that the manager can keep. */
    protected int longestName() {
        return SecretId.MAX_NAME;
    }

    @Test
    void returnsWhatWasStored() {
        SecretId id = new SecretId(PROJECT, "token");
        manager().create(id, text(PLANTED));

        assertThat(manager().read(id)).hasValueSatisfying(value -> {
            assertThat(value.kind()).isEqualTo(SecretKind.GENERIC);
            assertThat(value.bytes()).isEqualTo(PLANTED.getBytes(StandardCharsets.UTF_8));
        });
        assertThat(manager().describe(id)).hasValueSatisfying(stored -> {
            assertThat(stored.id()).isEqualTo(id);
            assertThat(stored.kind()).isEqualTo(SecretKind.GENERIC);
            assertThat(stored.createdAt()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        });
    }

    @Test
    void knowsNothingOfASecretThatWasNotStored() {
        SecretId id = new SecretId(PROJECT, "none");

        assertThat(manager().read(id)).isEmpty();
        assertThat(manager().describe(id)).isEmpty();
        assertThat(manager().delete(id)).isFalse();
        assertThatThrownBy(() -> manager().update(id, text(PLANTED)))
                .isInstanceOf(NotFound.class)
                .hasMessage("secret 'none' of project blue, domain dev not found");
    }

    @Test
    void refusesToCreateASecretTwice() {
        SecretId id = new SecretId(PROJECT, "once");
        manager().create(id, text("first"));

        assertThatThrownBy(() -> manager().create(id, text(PLANTED)))
                .isInstanceOf(AlreadyExists.class)
                .hasMessage("secret 'once' of project blue, domain dev already exists");
        assertThat(read(id)).isEqualTo("first");
    }

    @Test
    void replacesAValue() {
        SecretId id = new SecretId(DOMAIN, "changing");
        manager().create(id, text("before"));
        Instant created = manager().describe(id).orElseThrow().createdAt();
        manager().update(id, text("after"));

        assertThat(read(id)).isEqualTo("after");
        assertThat(manager().describe(id).orElseThrow().createdAt()).isEqualTo(created);
    }

    @Test
    void keepsTheKindOfASecret() {
        SecretId id = new SecretId(SecretScope.ORGANIZATION, "registry");
        byte[] config = "{\"auths\":{}}".getBytes(StandardCharsets.UTF_8);
        manager().create(id, new SecretValue(SecretKind.IMAGE_PULL, config));

        assertThat(manager().describe(id).orElseThrow().kind()).isEqualTo(SecretKind.IMAGE_PULL);
        assertThat(manager().read(id).orElseThrow().kind()).isEqualTo(SecretKind.IMAGE_PULL);
        assertThat(manager().read(id).orElseThrow().bytes()).isEqualTo(config);
        assertThatThrownBy(() -> manager().update(id, text(PLANTED)))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("delete it and create it again");
    }

    @Test
    void deletesASecret() {
        SecretId id = new SecretId(PROJECT, "gone");
        manager().create(id, text("x"));

        assertThat(manager().delete(id)).isTrue();
        assertThat(manager().read(id)).isEmpty();
        manager().create(id, text("again"));
        assertThat(read(id)).isEqualTo("again");
    }

    @Test
    void keepsScopesAndNamesApart() {
        List<SecretId> ids = List.of(
                new SecretId(SecretScope.ORGANIZATION, "key"),
                new SecretId(DOMAIN, "key"),
                new SecretId(PROJECT, "key"),
                new SecretId(new SecretScope("blue", "prod"), "key"),
                new SecretId(new SecretScope("dev", "blue"), "key"),
                new SecretId(PROJECT, "KEY"),
                new SecretId(PROJECT, "key_"),
                new SecretId(PROJECT, "-key"),
                new SecretId(PROJECT, "a__key__b"),
                new SecretId(PROJECT, "k".repeat(longestName())));
        ids.forEach(id -> manager().create(id, text("value of " + id)));

        assertThat(ids).allSatisfy(id -> assertThat(read(id)).isEqualTo("value of " + id));
        assertThat(all(SecretScope.ORGANIZATION, 100)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void listsTheSecretsOfAScopeAndThoseInIt() {
        SecretId everywhere = new SecretId(SecretScope.ORGANIZATION, "a");
        SecretId inDomain = new SecretId(DOMAIN, "b");
        SecretId inProject = new SecretId(PROJECT, "c");
        SecretId elsewhere = new SecretId(new SecretScope("blue", "prod"), "d");
        List.of(everywhere, inDomain, inProject, elsewhere)
                .forEach(id -> manager().create(id, text(PLANTED)));

        assertThat(all(SecretScope.ORGANIZATION, 100)).contains(everywhere, inDomain, inProject, elsewhere);
        assertThat(all(DOMAIN, 100)).containsExactlyInAnyOrder(inDomain, inProject);
        assertThat(all(PROJECT, 100)).containsExactly(inProject);
        assertThat(all(new SecretScope("red", "dev"), 100)).isEmpty();
        assertThat(manager().list(DOMAIN, 100, "").toString()).doesNotContain(PLANTED);
    }

    @Test
    void pagesThroughAllSecretsOnce() {
        List<SecretId> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            SecretId id = new SecretId(PROJECT, "page" + i);
            manager().create(id, text("x"));
            ids.add(id);
        }

        assertThat(all(PROJECT, 3)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void storesAnyBytes() throws Exception {
        SecretId id = new SecretId(PROJECT, "bytes");
        manager().create(id, text("x"));

        PropertyCheck.forAll(20, draw -> {
            byte[] bytes = draw.bytes(1, 2000);
            manager().update(id, new SecretValue(SecretKind.GENERIC, bytes));
            assertThat(manager().read(id).orElseThrow().bytes()).isEqualTo(bytes);
        });
    }

    @Test
    void letsOneOfManyCreatorsSucceed() throws Exception {
        SecretId id = new SecretId(PROJECT, "race");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> creators = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SecretValue value = text("value" + i);
                creators.add(() -> {
                    try {
                        manager().create(id, value);
                        return true;
                    } catch (AlreadyExists e) {
                        return false;
                    }
                });
            }
            List<Boolean> created = new ArrayList<>();
            for (Future<Boolean> creator : threads.invokeAll(creators)) {
                created.add(creator.get());
            }
            assertThat(created).containsOnlyOnce(true);
        }
    }

    @Test
    void answersItsCheck() {
        manager().check();
        assertThat(manager().name()).isNotBlank();
    }

    protected static SecretValue text(String value) {
        return new SecretValue(SecretKind.GENERIC, value.getBytes(StandardCharsets.UTF_8));
    }

    private String read(SecretId id) {
        return new String(manager().read(id).orElseThrow().bytes(), StandardCharsets.UTF_8);
    }

    private List<SecretId> all(SecretScope scope, int limit) {
        List<SecretId> found = new ArrayList<>();
        String token = "";
        do {
            SecretPage page = manager().list(scope, limit, token);
            page.secrets().forEach(stored -> found.add(stored.id()));
            token = page.nextToken();
        } while (!token.isEmpty());
        return found;
    }
}
