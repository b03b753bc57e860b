package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StructJsonTest {
    @Test
    void keepsWhatJsonSays() throws InvalidProtocolBufferException {
        Struct.Builder struct = Struct.newBuilder();
        JsonFormat.parser().merge("{\"a\": \"x\", \"b\": true, \"c\": {\"d\": [1, 2.5, null]}, \"e\": 1e300}", struct);

        assertThat(StructJson.toMap(struct.build()))
                .isEqualTo(Map.of("a", "x", "b", true, "c", Map.of("d", Arrays.asList(1L, 2.5, null)), "e", 1e300));
    }

    @Test
    void keepsWholeNumbersThatADoubleHolds() throws InvalidProtocolBufferException {
        Struct.Builder struct = Struct.newBuilder();
        JsonFormat.parser().merge("{\"max\": 9007199254740991, \"more\": 9007199254740992, \"less\": -3}", struct);

        assertThat(StructJson.toMap(struct.build()))
                .isEqualTo(Map.of("max", 9007199254740991L, "more", 9007199254740992.0, "less", -3L));
    }
}
