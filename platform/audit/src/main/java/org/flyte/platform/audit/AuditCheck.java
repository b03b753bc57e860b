package org.flyte.platform.audit;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flyte.platform.model.Sha256;

/**
 * Follows the chains of records in the order in which they are stored, and finds what was changed, removed or inserted. A record
 * that was sent twice is no finding, and a chain may begin anywhere, because old records expire.
 */
final class AuditCheck {
    /** How many records back one may stand a second time: more than a batch of the writer. */
    private static final int REPEATED_WITHIN = 2_000;

    private final Map<String, Chain> chains = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private long records;

    /** What is known of a chain. */
    private static final class Chain {
        private final Map<Long, String> recent = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
                return size() > REPEATED_WITHIN;
            }
        };
        private long sequence;
        private String hash;

        void moveTo(long next, String nextHash) {
            sequence = next;
            hash = nextHash;
            recent.put(next, nextHash);
        }
    }

    /**
     * Adds the next record.
     *
     * @param record its bytes in the store
     * @param link its field {@code chain}
     */
    void add(byte[] record, JsonObject link) {
        records++;
        String id = link.getString("id", "");
        long sequence = link.getLong("sequence", 0L);
        String hash = Sha256.hex(record);
        Chain chain = chains.computeIfAbsent(id, added -> new Chain());
        if (hash.equals(chain.recent.get(sequence))) {
            return;
        }
        if (chain.hash != null && sequence <= chain.sequence) {
            findings.add(
                    "chain %s: record %d stands twice, with other content or out of order".formatted(id, sequence));
            return;
        }
        if (chain.hash != null && sequence != chain.sequence + 1) {
            findings.add("chain %s: record %d follows %d".formatted(id, sequence, chain.sequence));
        } else if (chain.hash != null && !link.getString("previous", "").equals(chain.hash)) {
            findings.add("chain %s: record %d was changed, or the one before it".formatted(id, sequence));
        }
        chain.moveTo(sequence, hash);
    }

    long records() {
        return records;
    }

    int chains() {
        return chains.size();
    }

    /** One line for each place where a chain is broken. */
    List<String> findings() {
        return List.copyOf(findings);
    }
}
