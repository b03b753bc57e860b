package org.flyte.platform.connect.validation;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.validate.Violations;
import com.google.protobuf.Descriptors.Descriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Set;
import org.flyte.platform.connect.ConnectConfig.Validation;
import org.flyte.platform.connect.probe.api.Address;
import org.flyte.platform.connect.probe.api.Move;
import org.flyte.platform.connect.probe.api.PlaceRequest;
import org.junit.jupiter.api.Test;

class RequestValidatorTest {
    private static final Address STREET =
            Address.newBuilder().setStreet("short").build();

    private static final PlaceRequest COMPLETE = PlaceRequest.newBuilder()
            .setAddress(STREET)
            .setOrg("acme")
            .setByLand("cart")
            .build();

    @Test
    void namesMissingFieldsByPath() {
        Move move = Move.newBuilder()
                .addPlaces(COMPLETE)
                .addPlaces(PlaceRequest.newBuilder().setOrg("acme").setBySea("boat"))
                .putByName(
                        "home",
                        PlaceRequest.newBuilder()
                                .setOrg("acme")
                                .setAddress(STREET)
                                .build())
                .build();

        assertThat(messageFor(Validation.REQUIRED, move))
                .isEqualTo("places.1.address is required; "
                        + "by_name.\"home\".by_land or by_name.\"home\".by_sea is required");
    }

    @Test
    void namesFieldAndRule() {
        PlaceRequest request = COMPLETE.toBuilder()
                .setOrg("")
                .setAddress(Address.newBuilder().setStreet("too long a street"))
                .build();

        assertThat(messageFor(Validation.ALL, request)).contains("address.street: ", " at most 5 ", "; org: ");
    }

    @Test
    void skipsExemptFields() {
        assertThat(validator(Validation.ALL, Set.of("org"))
                        .check(COMPLETE.toBuilder().clearOrg().build()))
                .isEmpty();
    }

    @Test
    void sendsViolationsAsDetails() throws Exception {
        StatusRuntimeException failure = validator(Validation.REQUIRED, Set.of())
                .check(PlaceRequest.getDefaultInstance())
                .orElseThrow();

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        Violations details = StatusProto.fromThrowable(failure).getDetails(0).unpack(Violations.class);
        assertThat(details.getViolationsList())
                .extracting(
                        violation -> violation.getField().getElements(0).getFieldName() + " " + violation.getRuleId())
                .containsExactly("way required", "address required");
    }

    private static String messageFor(Validation mode, com.google.protobuf.Message request) {
        return validator(mode, Set.of())
                .check(request)
                .orElseThrow()
                .getStatus()
                .getDescription();
    }

    private static RequestValidator validator(Validation mode, Set<String> exempt) {
        List<Descriptor> requests = List.of(Move.getDescriptor(), PlaceRequest.getDescriptor());
        return new RequestValidator(
                mode == Validation.REQUIRED
                        ? new RequiredRules(requests, exempt)
                        : new ContractRules(requests, new ExemptFields(exempt)));
    }
}
