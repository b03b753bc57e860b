package org.flyte.platform.connect.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.grpc.StatusException;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    @Test
    void readsFramesCutAnywhere() throws Exception {
        PropertyCheck.forAll(
                200, draw -> assertFramesSurvive(draw.list(0, 20, d -> d.bytes(0, 300)), draw.integer(1, 64)));
    }

    private static void assertFramesSurvive(List<byte[]> payloads, int cut) throws StatusException {
        Buffer stream = Buffer.buffer();
        FrameWriter writer = new FrameWriter(Compression.IDENTITY, 0);
        payloads.forEach(payload -> writer.append(stream, 0, payload));

        FrameReader reader = new FrameReader(1_000);
        List<byte[]> seen = new ArrayList<>();
        for (int at = 0; at < stream.length(); at += cut) {
            reader.push(stream.getBuffer(at, Math.min(stream.length(), at + cut)));
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                seen.add(frame.payload());
            }
        }

        assertThat(seen).containsExactlyElementsOf(payloads);
        assertThat(reader.hasPartial()).isFalse();
    }

    @Test
    void decodesBase64CutAnywhereAndPaddedInTheMiddle() throws Exception {
        PropertyCheck.forAll(
                200, draw -> assertBase64Survives(draw.list(0, 10, d -> d.bytes(0, 100)), draw.integer(1, 30)));
    }

    private static void assertBase64Survives(List<byte[]> parts, int cut) throws StatusException {
        Buffer plain = Buffer.buffer();
        StringBuilder text = new StringBuilder();
        for (byte[] part : parts) {
            plain.appendBytes(part);
            text.append(Base64.getEncoder().encodeToString(part));
        }

        Base64Stream stream = new Base64Stream();
        Buffer seen = Buffer.buffer();
        for (int at = 0; at < text.length(); at += cut) {
            seen.appendBuffer(stream.decode(Buffer.buffer(text.substring(at, Math.min(text.length(), at + cut)))));
        }

        assertThat(seen.getBytes()).isEqualTo(plain.getBytes());
    }

    @Test
    void readsALargeFrameInSmallPiecesInTime() throws Exception {
        Buffer frame = Buffer.buffer();
        new FrameWriter(Compression.IDENTITY, 0).append(frame, 0, new byte[16 << 20]);
        FrameReader reader = new FrameReader(64 << 20);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int at = 0; at < frame.length(); at += 1024) {
                assertThat(reader.next()).isNull();
                reader.push(frame.getBuffer(at, Math.min(frame.length(), at + 1024)));
            }
        });
        assertThat(reader.next().payload()).hasSize(16 << 20);
    }

    @Test
    void rejectsAnnouncedSizesAboveTheLimit() {
        FrameReader reader = new FrameReader(1_000);
        reader.push(Buffer.buffer().appendByte((byte) 0).appendInt(-1));

        assertThatThrownBy(reader::next).hasMessageContaining("RESOURCE_EXHAUSTED");
    }
}
