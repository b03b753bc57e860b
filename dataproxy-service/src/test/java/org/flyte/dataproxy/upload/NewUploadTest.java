package org.flyte.dataproxy.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.flyte.dataproxy.presigned.UrlLifetime;
import org.flyte.dataproxy.support.Given;
import org.flyte.idl.dataproxy.CreateUploadLocationRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewUploadTest {
    private static final UploadLimits LIMITS = new UploadLimits(100, 1000, new UrlLifetime(Duration.ofHours(1)));

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void namesTheFieldThatIsWrong(String message, UnaryOperator<CreateUploadLocationRequest.Builder> change) {
        CreateUploadLocationRequest request = change.apply(Given.upload("x")).build();

        assertThatThrownBy(() -> LIMITS.check(NewUpload.from(request)))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(message);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong("either filename_root or content_md5 must be provided", r -> r.clearContentMd5()),
                wrong("content_md5 has 5 bytes", r -> r.setContentMd5(ByteString.copyFromUtf8("12345"))),
                wrong("exceeds maximum allowed duration", r -> r.setExpiresIn(seconds(3601, 0))),
                wrong("expires_in must be positive", r -> r.setExpiresIn(seconds(0, 0))),
                wrong("expires_in must be positive", r -> r.setExpiresIn(seconds(-5, 0))),
                wrong("expires_in is not a valid duration", r -> r.setExpiresIn(seconds(5, -1))),
                wrong("expires_in is not a valid duration", r -> r.setExpiresIn(seconds(5, 1_000_000_000))),
                wrong("expires_in is not a valid duration", r -> r.setExpiresIn(seconds(Long.MAX_VALUE, 0))),
                wrong("exceeds maximum allowed size", r -> r.setContentLength(101)),
                wrong("content_length is negative", r -> r.setContentLength(-1)),
                wrong("project is required", r -> r.clearProject()),
                wrong("domain is required", r -> r.clearDomain()),
                wrong("project must not contain a slash", r -> r.setProject("a/b")),
                wrong("'offloaded-inputs'", r -> r.setFilenameRoot("offloaded-inputs/0123")),
                wrong("'offloaded-inputs'", r -> r.setFilenameRoot("//offloaded-inputs")),
                wrong("'Offloaded-Inputs'", r -> r.setFilenameRoot("Offloaded-Inputs")),
                wrong("checksum", r -> r.setFilenameRoot("LVAUAKV4JMVHNOLRTWIRAF6FSI======")),
                wrong("checksum", r -> r.setFilenameRoot("/LVAUAKV4JMVHNOLRTWIRAF6FSI======/fast.tar.gz")));
    }

    @ParameterizedTest(name = "expires_in {0} s gives {1} s")
    @CsvSource({"1,1", "900,900", "3600,3600", "-1,3600"})
    void limitsTheLifetimeOfTheUrl(long wanted, long seconds) {
        CreateUploadLocationRequest.Builder request = Given.upload("x");
        if (wanted > 0) {
            request.setExpiresIn(seconds(wanted, 0));
        }
        assertThat(LIMITS.check(NewUpload.from(request.build()))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void acceptsAnyValueWithoutLimits() {
        CreateUploadLocationRequest request = Given.upload("x")
                .setContentLength(Long.MAX_VALUE)
                .setExpiresIn(seconds(100_000, 0))
                .build();

        assertThat(new UploadLimits(0, 1000, new UrlLifetime(Duration.ZERO)).check(NewUpload.from(request)))
                .isEqualTo(Duration.ofSeconds(100_000));
    }

    @Test
    void namesTheObjectByChecksumOrFolder() {
        assertThat(upload("", "test-file.txt").address("s3://b", "uploads"))
                .isEqualTo("s3://b/uploads/flytesnacks/development/ORSXG5BNNBQXG2A=/test-file.txt");
        assertThat(upload("/root/", "test-file.txt").address("s3://b", "uploads"))
                .isEqualTo("s3://b/uploads/flytesnacks/development/root/test-file.txt");
        assertThat(upload("/root/", "").address("s3://b", "")).isEqualTo("s3://b/flytesnacks/development/root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/../../b", "a//b", "./a", "line\nbreak"})
    void refusesNamesThatLeaveTheirFolder(String name) {
        assertThatThrownBy(() -> upload("", name).address("s3://b", "uploads")).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> upload(name, "").address("s3://b", "uploads")).isInstanceOf(InvalidArgument.class);
    }

    private static NewUpload upload(String root, String filename) {
        ByteString md5 = ByteString.copyFromUtf8("test-hash");
        return new NewUpload(Given.PROJECT, "development", root, filename, md5, true, 0, Optional.empty());
    }

    private static Arguments wrong(String message, UnaryOperator<CreateUploadLocationRequest.Builder> change) {
        return arguments(message, change);
    }

    private static com.google.protobuf.Duration seconds(long seconds, int nanos) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(seconds)
                .setNanos(nanos)
                .build();
    }
}
