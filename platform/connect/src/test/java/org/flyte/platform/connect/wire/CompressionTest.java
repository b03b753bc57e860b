package org.flyte.platform.connect.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.management.ThreadMXBean;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionTest {
    private static final int LIMIT = 1 << 20;

    @Test
    void decompressesWhatItCompressed() throws Exception {
        PropertyCheck.forAll(300, draw -> {
            Compression compression = draw.of(Compression.values());
            byte[] plain = draw.bytes(0, 2_000);

            byte[] packed = compression.compress(plain);

            assertThat(compression.decompress(packed, 2_000)).isEqualTo(plain);
        });
    }

    @Test
    void reportsGarbageAsInvalidArgument() throws Exception {
        PropertyCheck.forAll(500, draw -> assertAnswersOrRefuses(draw.of(Compression.values()), draw.bytes(0, 200)));
    }

    @Test
    void reportsChangedBytesAsInvalidArgument() throws Exception {
        PropertyCheck.forAll(500, draw -> {
            Compression compression = draw.of(Compression.values());
            byte[] packed = compression.compress(draw.bytes(1, 200));
            packed[draw.integer(0, 1_000) % packed.length] = (byte) draw.integer(Byte.MIN_VALUE, Byte.MAX_VALUE);

            assertAnswersOrRefuses(compression, packed);
        });
    }

    @Test
    void rejectsTruncatedMessages() throws Exception {
        PropertyCheck.forAll(300, draw -> {
            byte[] plain = draw.bytes(1, 500);
            int cut = draw.integer(0, 1_000);
            for (Compression compression : new Compression[] {Compression.GZIP, Compression.ZSTD}) {
                byte[] packed = compression.compress(plain);
                byte[] part = Arrays.copyOf(packed, 1 + cut % (packed.length - 1));

                assertThatThrownBy(() -> compression.decompress(part, LIMIT))
                        .isInstanceOf(StatusException.class)
                        .hasMessageStartingWith("INVALID_ARGUMENT: message is not valid " + compression.wireName());
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void stopsDecompressionAtTheLimit(Compression compression) throws IOException {
        byte[] bomb = bomb(compression, 256);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        Status.Code code = refusal(compression, bomb);

        assertThat(code).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8L * LIMIT);
    }

    @Test
    void rejectsOversizedZstdWindows() {
        byte[] twoGigabytes = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) ((31 - 10) << 3), 1, 0, 0};

        assertThat(refusal(Compression.ZSTD, twoGigabytes)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void rejectsOneByteAboveTheLimit(Compression compression) throws StatusException {
        byte[] packed = compression.compress(new byte[1_001]);

        assertThat(compression.decompress(packed, 1_001)).hasSize(1_001);
        assertThatThrownBy(() -> compression.decompress(packed, 1_000)).hasMessageContaining("1000 bytes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                       | IDENTITY
            ''                      | IDENTITY
            br                      | IDENTITY
            gzip                    | GZIP
            GZIP;q=0.5, identity    | GZIP
            gzip;q=0, zstd          | ZSTD
            zstd,gzip,br            | ZSTD
            identity, deflate, gzip | GZIP
            deflate, gzip           | GZIP
            """)
    void choosesTheFirstCommonCompression(String accept, Compression expected) {
        assertThat(Compression.preferred(accept)).isEqualTo(expected);
    }

    @Test
    void namesSupportedCompressionsWhenOneIsUnknown() {
        assertThatThrownBy(() -> Compression.named("br"))
                .hasMessage("UNIMPLEMENTED: compression \"br\" is not supported, use one of: gzip, zstd, identity");
    }

    private static void assertAnswersOrRefuses(Compression compression, byte[] bytes) {
        try {
            assertThat(compression.decompress(bytes, LIMIT)).hasSizeLessThanOrEqualTo(LIMIT);
        } catch (StatusException e) {
            assertThat(e.getStatus().getCode()).isIn(Status.Code.INVALID_ARGUMENT, Status.Code.RESOURCE_EXHAUSTED);
        }
    }

    private static Status.Code refusal(Compression compression, byte[] packed) {
        try {
            compression.decompress(packed, LIMIT);
            return Status.Code.OK;
        } catch (StatusException e) {
            return e.getStatus().getCode();
        }
    }

    private static byte[] bomb(Compression compression, int megabytes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        try (OutputStream out =
                compression == Compression.GZIP ? new GZIPOutputStream(bytes) : new ZstdOutputStream(bytes)) {
            for (int i = 0; i < megabytes; i++) {
                out.write(zeros);
            }
        }
        return bytes.toByteArray();
    }
}
