package org.flyte.platform.storage.s3;

import org.flyte.platform.model.FlyteException.InvalidArgument;

/** {@code s3://bucket/key}, split without decoding anything. */
record S3Address(String bucket, String key) {
    static final String SCHEME = "s3://";

    static S3Address parse(String address) {
        if (!address.startsWith(SCHEME)) {
            throw new InvalidArgument("address '%s' must start with s3://", address);
        }
        String rest = address.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        if (bucket.isEmpty()) {
            throw new InvalidArgument("address '%s' names no bucket: write s3://bucket/key", address);
        }
        return new S3Address(bucket, slash < 0 ? "" : rest.substring(slash + 1));
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
