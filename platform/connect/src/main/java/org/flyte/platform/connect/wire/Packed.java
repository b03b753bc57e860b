package org.flyte.platform.connect.wire;

/** A response message as it goes on the wire. */
public record Packed(byte[] bytes, boolean compressed) {}
