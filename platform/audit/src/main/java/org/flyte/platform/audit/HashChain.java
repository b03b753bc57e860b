package org.flyte.platform.audit;

import org.flyte.platform.model.Sha256;

/**
 * The chain of the records of one process: each names the hash of the one before, so that a record that was changed, removed or
 * inserted later shows. One thread uses it.
 */
final class HashChain {
    private final String id;
    private long sequence;
    private String previous = "";

    HashChain(String id) {
        this.id = id;
    }

    /**
     * The place of a record.
     *
     * @param chain id of the chain: one process, one chain
     * @param sequence counted from 1 without gaps
     * @param previous SHA-256 of the bytes of the record before, hexadecimal; empty for the first
     */
    record Link(String chain, long sequence, String previous) {}

    /** The place of the next record. */
    Link next() {
        return new Link(id, sequence + 1, previous);
    }

    /** Adds the record that {@link #next} was for. */
    void add(byte[] record) {
        sequence++;
        previous = Sha256.hex(record);
    }
}
