package org.flyte.executor.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.flyte.executor.plugin.StartException;
import org.flyte.idl.core.Secret;
import org.flyte.idl.core.Secret.MountType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRequestsTest {
    @ParameterizedTest
    @CsvSource({
        "'',my-key,ENV_VAR,'',MY_KEY,false",
        "'',my-key,ANY,'',MY_KEY,false",
        "grp,my-key,ENV_VAR,'',GRP_MY_KEY,false",
        "'',my-key,ENV_VAR,OTHER,OTHER,false",
        "'',my-key,FILE,'','',true",
        "grp,my-key,FILE,PLACE,PLACE,true",
    })
    void readsWhatTheSdkSends(
            String group, String key, MountType mount, String variable, String expected, boolean file) {
        Secret asked = secret(key)
                .setGroup(group)
                .setMountRequirement(mount)
                .setEnvVar(variable)
                .build();

        assertThat(SecretRequests.of(List.of(asked)).all())
                .containsExactly(new SecretRequest(group, key, file, expected));
    }

    @Test
    void looksForTheNameWithItsGroupFirst() {
        assertThat(new SecretRequest("", "key", false, "K").names()).containsExactly("key");
        assertThat(new SecretRequest("grp", "key", false, "K").names()).containsExactly("grp_key", "key");
        assertThat(new SecretRequest("g".repeat(80), "key", false, "K").names()).containsExactly("key");
    }

    @Test
    void takesEqualRequestsAsOne() {
        Secret asked = secret("key").build();
        assertThat(SecretRequests.of(List.of(asked, asked)).all()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_U_RUN_BASE",
                "FLYTE_INTERNAL_EXECUTION_ID",
                "ACTION_NAME",
                "RUN_NAME",
                "FLYTE_ATTEMPT_NUMBER",
                "_F_PN",
                "a-b",
                "1A",
                "A B",
                "A=B"
            })
    void refusesVariablesThatAreReservedOrNoNames(String variable) {
        assertRefused(variable, secret("key").setEnvVar(variable).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "../x", "a/b", "ä", "a b"})
    void refusesKeysOutsideTheGrammar(String key) {
        assertRefused("letters, digits", secret(key).build());
        assertRefused(
                "letters, digits",
                secret("key").setGroup(key.isEmpty() ? "." : key).build());
    }

    @Test
    void refusesWhatCannotBeCarriedOut() {
        assertRefused(
                "environment variable X",
                secret("a").setEnvVar("X").build(),
                secret("b").setEnvVar("X").build());
        assertRefused(
                "cannot both be files",
                secret("a").setMountRequirement(MountType.FILE).build(),
                secret("b").setGroup("a").setMountRequirement(MountType.FILE).build());
        assertRefused("group_version", secret("a").setGroupVersion("1").build());
        assertRefused(
                "mount_requirement", secret("a").setMountRequirementValue(7).build());
        assertRefused(
                "asks for 101 secrets",
                Collections.nCopies(101, secret("a").build()).toArray(Secret[]::new));
    }

    private static Secret.Builder secret(String key) {
        return Secret.newBuilder().setKey(key).setMountRequirement(MountType.ENV_VAR);
    }

    private static void assertRefused(String message, Secret... asked) {
        assertThatThrownBy(() -> SecretRequests.of(List.of(asked)))
                .isInstanceOfSatisfying(StartException.class, refused -> {
                    assertThat(refused.failure().code()).isEqualTo("BadTaskSpecification");
                    assertThat(refused.failure().retryable()).isFalse();
                    assertThat(refused).hasMessageContaining(message);
                });
    }
}
