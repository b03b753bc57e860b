package org.flyte.devbox.start;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address of this machine on which devbox listens.
 *
 * @param host name or number; {@code 0.0.0.0} is every address
 */
public record ListenAddress(String host, int port) {
    static final int DEFAULT_PORT = 8443;

    /** Reads {@code ADDRESS} or {@code ADDRESS:PORT}; an IPv6 address with a port stands in brackets. */
    static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = hasPort ? text.substring(0, colon) : text;
        return new ListenAddress(
                host.replaceAll("^\\[|]$", ""),
                hasPort ? Options.port("--listen", text.substring(colon + 1)) : DEFAULT_PORT);
    }

    boolean isEverywhere() {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            throw new UsageException("--listen %s: this machine does not know that address", host);
        }
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[%s]:%d".formatted(host, port) : host + ":" + port;
    }
}
