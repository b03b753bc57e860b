package org.flyte.platform.secrets.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.secrets.ConfigOf;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretManagerContract;
import org.flyte.platform.secrets.SecretValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwsSecretManagerTest extends SecretManagerContract {
    private FakeAws aws;
    private SecretManager manager;

    @BeforeAll
    static void provideCredentials() {
        System.setProperty("aws.accessKeyId", "test-key");
        System.setProperty("aws.secretAccessKey", "test-secret");
    }

    @AfterAll
    static void removeCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @BeforeEach
    void start() throws Exception {
        aws = new FakeAws();
        manager = new AwsSecretManager(ConfigOf.secrets(Map.of(
                        "aws.region",
                        "eu-west-1",
                        "aws.endpoint",
                        aws.address().toString(),
                        "aws.kms-key",
                        "alias/flyte"))
                .aws());
    }

    @AfterEach
    void stop() {
        manager.close();
        aws.close();
    }

    @Override
    protected SecretManager manager() {
        return manager;
    }

    @Test
    void storesTextAsTextAndOtherValuesAsBytesUnderFlytesName() {
        manager.create(new SecretId(PROJECT, "text"), text("käse"));
        manager.create(new SecretId(PROJECT, "bytes"), new SecretValue(SecretKind.GENERIC, new byte[] {(byte) 0xff}));

        String scope = "u__org__flyte__domain__dev__project__blue__key__";
        assertThat(aws.stored(scope + "text").path("SecretString").asText()).isEqualTo("käse");
        assertThat(aws.stored(scope + "text").path("KmsKeyId").asText()).isEqualTo("alias/flyte");
        assertThat(aws.stored(scope + "bytes").path("SecretBinary").asText()).isEqualTo("/w==");
        assertThat(aws.stored(scope + "bytes").has("SecretString")).isFalse();
    }

    @Test
    void saysWhatAwsRefuses() {
        assertThatThrownBy(() -> manager.list(PROJECT, 10, "stale"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("token");
        aws.failWith(403);
        assertThatThrownBy(() -> manager.create(new SecretId(PROJECT, "x"), text("planted")))
                .isInstanceOf(FailedPrecondition.class)
                .hasMessageContaining("flyte.secrets.aws")
                .hasMessageNotContaining("planted");
        aws.failWith(503);
        assertThatThrownBy(manager::check).isInstanceOf(Unavailable.class).hasMessageContaining("busy");
        aws.close();
        assertThatThrownBy(manager::check).isInstanceOf(Unavailable.class).hasMessageContaining("does not answer");
    }
}
