package org.flyte.platform.connect.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.ListValue;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import org.flyte.platform.connect.probe.api.CountRequest;
import org.flyte.platform.connect.probe.api.EchoRequest;
import org.flyte.platform.connect.probe.api.FailRequest;
import org.flyte.platform.connect.probe.api.Move;
import org.flyte.platform.connect.probe.api.PlaceRequest;
import org.junit.jupiter.api.Test;

class RequestSizeTest {
    @Test
    void letsContentAndBatchesBeLarge() {
        assertThat(mayBeLarge(EchoRequest.getDescriptor())).as("bytes").isTrue();
        assertThat(mayBeLarge(Struct.getDescriptor())).as("free form").isTrue();
        assertThat(mayBeLarge(ListValue.getDescriptor()))
                .as("free form within itself")
                .isTrue();
        assertThat(mayBeLarge(Move.getDescriptor())).as("a batch").isTrue();
    }

    @Test
    void keepsNamesAndNumbersSmall() {
        assertThat(mayBeLarge(CountRequest.getDescriptor())).isFalse();
        assertThat(mayBeLarge(FailRequest.getDescriptor())).isFalse();
        assertThat(mayBeLarge(PlaceRequest.getDescriptor())).isFalse();
        assertThat(mayBeLarge(StringValue.getDescriptor())).isFalse();
    }

    private static boolean mayBeLarge(Descriptor type) {
        return new RequestSize(type).mayBeLarge();
    }
}
