package org.flyte.devbox.start;

import java.util.List;
import java.util.Optional;

/**
 * Who reaches devbox where. Without options only this machine does.
 *
 * @param internalPort port for the calls between its services, on the loopback interface; 0 takes a free one
 * @param listen address for clients on other machines
 * @param login whether every call needs one; always so for other machines
 * @param allowedHosts names beside its own ones under which devbox may be called
 */
public record NetworkAccess(
        int internalPort, Optional<ListenAddress> listen, boolean login, List<String> allowedHosts) {
    static final NetworkAccess DEFAULT = new NetworkAccess(0, Optional.empty(), false, List.of());

    NetworkAccess withInternalPort(int number) {
        return new NetworkAccess(number, listen, login, allowedHosts);
    }

    NetworkAccess withListen(ListenAddress address) {
        return new NetworkAccess(internalPort, Optional.of(address), true, allowedHosts);
    }

    NetworkAccess withLogin() {
        return new NetworkAccess(internalPort, listen, true, allowedHosts);
    }

    NetworkAccess withAllowedHosts(List<String> names) {
        return new NetworkAccess(internalPort, listen, login, List.copyOf(names));
    }
}
