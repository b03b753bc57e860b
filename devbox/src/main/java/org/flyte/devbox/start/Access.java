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
public record Access(int internalPort, Optional<ListenAddress> listen, boolean login, List<String> allowedHosts) {
    static final Access DEFAULT = new Access(0, Optional.empty(), false, List.of());

    Access withInternalPort(int number) {
        return new Access(number, listen, login, allowedHosts);
    }

    Access withListen(ListenAddress address) {
        return new Access(internalPort, Optional.of(address), true, allowedHosts);
    }

    Access withLogin() {
        return new Access(internalPort, listen, true, allowedHosts);
    }

    Access withAllowedHosts(List<String> names) {
        return new Access(internalPort, listen, login, List.copyOf(names));
    }
}
