package org.flyte.platform.storage.remote;

import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * An address, {@code scheme://authority/key}, split without decoding anything.
 *
 * @param root the part before the key, without a slash
 * @param authority bucket, or {@code container@account} of an Azure store
 * @param key name of the object, or the beginning of names
 */
public record Location(String root, String authority, String key) {
    /** Splits an address. */
    public static Location parse(String address) {
        int scheme = address.indexOf("://");
        String rest = scheme < 0 ? "" : address.substring(scheme + 3);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        if (authority.isEmpty() || authority.startsWith("@")) {
            throw new InvalidArgument(
                    "address '%s' names no bucket: write scheme://bucket/key", Address.shown(address));
        }
        return new Location(
                address.substring(0, scheme + 3) + authority, authority, slash < 0 ? "" : rest.substring(slash + 1));
    }

    /** The bucket or container. */
    public String container() {
        int at = authority.indexOf('@');
        return at < 0 ? authority : authority.substring(0, at);
    }

    /** Another key in the same container. */
    public Location withKey(String other) {
        return new Location(root, authority, other);
    }

    @Override
    public String toString() {
        return root + "/" + key;
    }
}
