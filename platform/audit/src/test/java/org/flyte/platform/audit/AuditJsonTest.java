package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AuditJsonTest {
    @Test
    void writesTheFieldsOfTheContractInTheirOrder() {
        byte[] json = AuditJson.write(TestEvents.event("alice"), new HashChain.Link("runs-service/1", 7, "ab"), 3);

        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"6384e2b2-184b-3bf5-8ecc-f10ca7a6563c\",\"time\":\"2026-11-28T01:02:03Z\","
                        + "\"service\":\"flyteidl2.workflow.RunService\",\"method\":\"CreateRun\",\"verb\":\"create\","
                        + "\"decision\":\"allowed\",\"rule\":\"runner\",\"code\":\"ok\","
                        + "\"principal\":{\"kind\":\"user\",\"issuer\":\"https://issuer\",\"subject\":\"1\",\"name\":\"alice\"},"
                        + "\"resource\":{\"type\":\"run\",\"project\":\"p\",\"domain\":\"d\",\"name\":\"r1\"},"
                        + "\"requestId\":\"request-1\",\"traceId\":\"\",\"sourceIp\":\"10.0.0.1\",\"userAgent\":\"python/3\","
                        + "\"durationMicros\":1500,\"droppedBefore\":3,"
                        + "\"chain\":{\"id\":\"runs-service/1\",\"sequence\":7,\"previous\":\"ab\"}}");
    }
}
