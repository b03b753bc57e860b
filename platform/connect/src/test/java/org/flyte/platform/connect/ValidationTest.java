package org.flyte.platform.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.platform.connect.probe.Wire.bytes;
import static org.flyte.platform.connect.probe.Wire.send;
import static org.flyte.platform.connect.probe.Wire.to;

import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import org.flyte.platform.connect.probe.api.Address;
import org.flyte.platform.connect.probe.api.PlaceRequest;
import org.junit.jupiter.api.Test;

/** With {@code flyte.rpc.validation=required}: what must be there is asked for, how it must look is not. */
@QuarkusTest
class ValidationTest {
    @Test
    void namesMissingParts() {
        var response = place(PlaceRequest.getDefaultInstance());

        String body = new String(response.body(), UTF_8);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(body).contains("\"code\":\"invalid_argument\"");
        assertThat(body).contains("\"message\":\"by_land or by_sea is required; address is required\"");
        assertThat(body).contains("\"type\":\"buf.validate.Violations\"");
    }

    @Test
    void enforcesNoOtherRules() {
        var response = place(PlaceRequest.newBuilder()
                .setAddress(Address.newBuilder().setStreet("longer than five"))
                .setBySea("boat")
                .build());

        assertThat(response.statusCode()).isEqualTo(200);
    }

    private static HttpResponse<byte[]> place(PlaceRequest request) {
        return send(to("Place").header("content-type", "application/proto").POST(bytes(request.toByteArray())));
    }
}
