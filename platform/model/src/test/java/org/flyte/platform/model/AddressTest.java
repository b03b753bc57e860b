package org.flyte.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest(name = "{0} + {1} + {2} = {3}")
    @CsvSource({
        "s3://b,uploads,x.tgz,s3://b/uploads/x.tgz",
        "s3://b/,/uploads/,/x.tgz,s3://b/uploads/x.tgz",
        "s3://b,'',x,s3://b/x",
        "/data/store,p/d,run,/data/store/p/d/run",
        "s3://b,ORSXG5BNNBQXG2A=,a?b#c%d e,s3://b/ORSXG5BNNBQXG2A=/a?b#c%d e",
        "s3://b,...,.x,s3://b/.../.x"
    })
    void joinsWithExactlyOneSlash(String base, String first, String second, String expected) {
        assertThat(Address.join(base, first, second)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/../b", "a//b", "../../etc", "a\0b", "a\nb", "a/./b"})
    void refusesSegmentsThatWouldLeadElsewhere(String part) {
        assertThatThrownBy(() -> Address.join("s3://b", part)).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void refusesWhatNoStoreCanHold() {
        assertThatThrownBy(() -> Address.join("s3://b", "x".repeat(256))).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> Address.join("s3://b", "x/".repeat(600))).isInstanceOf(InvalidArgument.class);
    }

    @ParameterizedTest(name = "{0} below {1}: {2}")
    @CsvSource({
        "s3://b/x,s3://b,true", "s3://b/x,s3://b/,true", "s3://b,s3://b,true",
        "s3://bb/x,s3://b,false", "/data/store2,/data/store,false", "/data/store/x,/data/store,true"
    })
    void belowMeansWholeSegments(String address, String prefix, boolean below) {
        assertThat(Address.isBelow(address, prefix)).isEqualTo(below);
    }
}
