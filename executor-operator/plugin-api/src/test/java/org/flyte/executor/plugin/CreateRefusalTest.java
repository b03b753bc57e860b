package org.flyte.executor.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.flyte.executor.plugin.kubernetes.CreateRefusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateRefusalTest {
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "400, admission webhook denied the request, BadRequest",
        "413, Request entity too large, EntityTooLarge",
        "422, spec.x: Invalid value, InvalidResource",
        "403, admission denied by policy, Forbidden",
    })
    void isFinal(int code, String message, String expected) {
        StartException refused = (StartException) new CreateRefusal(answer(code, message)).toException();

        assertThat(refused.reason()).isEqualTo(StartException.Reason.REFUSED);
        assertThat(refused.failure().code()).isEqualTo(expected);
        assertThat(refused.failure().retryable()).isFalse();
        assertThat(refused.failure().message()).isEqualTo(message);
    }

    @Test
    void waitsForAQuota() {
        KubernetesClientException answer = answer(403, "pods is forbidden: exceeded quota: q");

        StartException refused = (StartException) new CreateRefusal(answer).toException();

        assertThat(refused.reason()).isEqualTo(StartException.Reason.NOT_YET);
        assertThat(refused.failure()).isNull();
    }

    @Test
    void leavesOtherAnswersAsTheyAre() {
        KubernetesClientException answer = answer(500, "etcd is slow");

        assertThat(new CreateRefusal(answer).toException()).isSameAs(answer);
        assertThat(new CreateRefusal(answer).toExceptionOf("widgets.example.org"))
                .isSameAs(answer);
    }

    @Test
    void namesAKindThatTheClusterHasLost() {
        StartException refused =
                (StartException) new CreateRefusal(answer(404, "not found")).toExceptionOf("widgets.example.org");

        assertThat(refused.failure().code()).isEqualTo(Failure.CRD_NOT_FOUND);
        assertThat(refused.failure().message()).contains("widgets.example.org");
    }

    private static KubernetesClientException answer(int code, String message) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withMessage(message).build());
    }
}
