package org.flyte.platform.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForbiddenTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            QUOTA                 | pods "x" is forbidden: exceeded quota: q, requested: cpu=1, used: cpu=4, limited: cpu=4
            PERMISSION            | pods is forbidden: User "system:serviceaccount:flyte:operator" cannot create resource "pods" in API group "" in the namespace "flyte"
            NAMESPACE_TERMINATING | pods "x" is forbidden: unable to create new content in namespace flyte because it is being terminated
            POLICY                | pods "x" is forbidden: violates PodSecurity "restricted:latest": privileged
            POLICY                | pods "x" is forbidden: maximum cpu usage per Container is 2, but limit is 4
            POLICY                | admission webhook "policy.example.org" denied the request: no team label
            """)
    void tellsFromTheMessageWhy(Forbidden why, String message) {
        var answer = new KubernetesClientException(
                new StatusBuilder().withCode(403).withMessage(message).build());

        assertThat(Forbidden.of(answer)).isEqualTo(why);
        assertThat(Forbidden.of(answer).isTemporary()).isEqualTo(why != Forbidden.POLICY);
    }
}
