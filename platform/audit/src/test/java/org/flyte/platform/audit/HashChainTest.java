package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HashChainTest {
    private final HashChain chain = new HashChain("runs-service/1");

    @Test
    void anUntouchedChainHasNoFinding() {
        assertThat(findings(records(50))).isEmpty();
    }

    @Test
    void aChainMayBeginAnywhere() {
        assertThat(findings(records(50).subList(20, 50))).isEmpty();
    }

    @Test
    void aRepeatedBatchIsNoFinding() {
        List<byte[]> records = records(50);
        List<byte[]> repeated = new ArrayList<>(records.subList(0, 30));
        repeated.addAll(records.subList(10, 50));

        assertThat(findings(repeated)).isEmpty();
    }

    @Test
    void twoChainsMayBeMixed() {
        List<byte[]> records = records(20);
        HashChain other = new HashChain("runs-service/2");
        for (int i = 0; i < 20; i++) {
            records.add(2 * i, record(other, "b" + i));
        }

        assertThat(findings(records)).isEmpty();
    }

    @Test
    void findsARemovedRecord() {
        List<byte[]> records = records(50);
        records.remove(30);

        assertThat(findings(records)).singleElement().asString().contains("record 32 follows 30");
    }

    @Test
    void findsAChangedRecord() {
        List<byte[]> records = records(50);
        String text = new String(records.get(30), StandardCharsets.UTF_8);
        records.set(30, text.replace("alice", "mallo").getBytes(StandardCharsets.UTF_8));

        assertThat(findings(records))
                .singleElement()
                .asString()
                .contains("record 32 was changed, or the one before it");
    }

    @Test
    void findsAnInsertedRecord() {
        List<byte[]> records = records(50);
        HashChain copy = new HashChain("runs-service/1");
        IntStream.range(0, 30).forEach(i -> copy.add(records.get(i)));
        records.add(30, AuditJson.write(TestEvents.event("mallory"), copy.next(), 0));

        assertThat(findings(records)).isNotEmpty();
    }

    @Test
    void findsSwappedRecords() {
        List<byte[]> records = records(50);
        Collections.swap(records, 30, 31);

        assertThat(findings(records)).isNotEmpty();
    }

    private List<byte[]> records(int count) {
        List<byte[]> records = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> records.add(record(chain, "alice" + i)));
        return records;
    }

    private static byte[] record(HashChain chain, String name) {
        byte[] record = AuditJson.write(TestEvents.event(name), chain.next(), 0);
        chain.add(record);
        return record;
    }

    private static List<String> findings(List<byte[]> records) {
        AuditCheck check = new AuditCheck();
        records.forEach(record -> check.add(record, new JsonObject(Buffer.buffer(record)).getJsonObject("chain")));
        return check.findings();
    }
}
