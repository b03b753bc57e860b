package org.flyte.platform.storage;

import java.util.List;
import java.util.stream.Stream;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The parts of a store that clients may name: the base and the prefixes allowed beside it. */
public record AllowedPrefixes(String base, List<String> others) {
    public AllowedPrefixes {
        base = Address.trimEnd(base);
        others = List.copyOf(others);
    }

    /** Whether the address lies in an allowed part. */
    public boolean has(String address) {
        return Stream.concat(Stream.of(base), others.stream()).anyMatch(prefix -> Address.isBelow(address, prefix));
    }

    /** The same for an address that must name an object: not the base itself, no folder. */
    public String checkObject(String address) {
        if (address.endsWith("/") || address.equals(base)) {
            throw new InvalidArgument(
                    "address '%s' does not name an object: add a name below the folder", Address.shown(address));
        }
        return check(address);
    }

    /** Refuses an address that lies outside, or that leaves by a segment of dots. */
    public String check(String address) {
        if (!has(address)) {
            throw new InvalidArgument(
                    "address '%s' is outside the store: use one below %s, or have its prefix added to"
                            + " flyte.storage.allowed",
                    Address.shown(address), base);
        }
        if (!Address.isPlain(address)) {
            throw new InvalidArgument(
                    "address '%s' has a segment . or .. or a control character: leave it out", Address.shown(address));
        }
        return address;
    }
}
