package org.flyte.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.grpc.Status;
import java.io.IOException;
import org.flyte.platform.errors.StatusMapper;
import org.flyte.platform.model.FlyteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesErrorTest {
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(textBlock = """
            400, bad request,                          INVALID_ARGUMENT
            422, metadata.labels: Invalid value,       INVALID_ARGUMENT
            413, request is too large,                 INVALID_ARGUMENT
            403, taskactions is forbidden,             INVALID_ARGUMENT
            403, 'forbidden: exceeded quota: small',   RESOURCE_EXHAUSTED
            403, 'forbidden: User "a" cannot create resource "taskactions"', UNAVAILABLE
            403, 'unable to create it because it is being terminated',       UNAVAILABLE
            401, unauthorized,                         UNAVAILABLE
            404, namespace not found,                  UNAVAILABLE
            429, too many requests,                    UNAVAILABLE
            503, overloaded,                           UNAVAILABLE
            """)
    void mapsHttpCodes(int http, String message, Status.Code code) {
        FlyteException failure = new KubernetesError(new KubernetesClientException(new StatusBuilder()
                        .withCode(http)
                        .withMessage(message + "\nmore")
                        .build()))
                .toFlyteException("action c1");

        assertThat(StatusMapper.statusOf(failure).getCode()).isEqualTo(code);
        assertThat(failure.getMessage())
                .startsWith("action c1")
                .contains(message)
                .doesNotContain("more");
    }

    @Test
    void mapsAnUnreachableApiToUnavailable() {
        FlyteException failure = new KubernetesError(
                        new KubernetesClientException("connect", new IOException("connection refused")))
                .toFlyteException("action c1");

        assertThat(StatusMapper.statusOf(failure).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
}
