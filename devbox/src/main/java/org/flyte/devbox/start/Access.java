package org.flyte.devbox.start;

import java.util.List;
import java.util.Optional;

/**
 * Who reaches devbox where. Without options only this machine does.
 *
 * @param internalPort port for the calls between its services, on the loopback interface; 0 takes a free one
 * @param listen address for clients on other machines, which need the token
 * @param token what they have to send; empty takes that of the data folder
 * @param allowedHosts names beside its own ones under which devbox may be called
 */
public record Access(
        int internalPort, Optional<ListenAddress> listen, Optional<String> token, List<String> allowedHosts) {
    static final Access DEFAULT = new Access(0, Optional.empty(), Optional.empty(), List.of());

    private static final int MIN_TOKEN = 16;

    Access withInternalPort(int number) {
        return new Access(number, listen, token, allowedHosts);
    }

    Access withListen(ListenAddress address) {
        return new Access(internalPort, Optional.of(address), token, allowedHosts);
    }

    Access withToken(String text) {
        if (text.length() < MIN_TOKEN || !text.matches("[A-Za-z0-9._~+/=-]+")) {
            throw new UsageException(
                    "FLYTE_DEVBOX_TOKEN must have at least %d characters, of letters, digits and . _ ~ + / = - only",
                    MIN_TOKEN);
        }
        return new Access(internalPort, listen, Optional.of(text), allowedHosts);
    }

    Access withAllowedHosts(List<String> names) {
        return new Access(internalPort, listen, token, List.copyOf(names));
    }
}
