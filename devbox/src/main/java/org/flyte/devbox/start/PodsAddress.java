package org.flyte.devbox.start;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * Where the pods of a real cluster reach devbox: only at the address that they are given, if it is one of this machine. The SDK
 * sends no token over plain HTTP, so nothing else than the network keeps others from it.
 *
 * @param host name of this machine as those pods see it
 * @param port the port of devbox
 */
record PodsAddress(String host, int port) {
    /** What is bound; every address when the name belongs to another machine that forwards to this one. */
    String bound() {
        return isOwn() ? host : "0.0.0.0";
    }

    /** Another port than that of devbox, where both cannot be bound. */
    int boundPort() {
        return isOwn() ? port : port + 1;
    }

    String endpoint() {
        return host + ":" + boundPort();
    }

    /** Where clients on this machine reach devbox. */
    String clientEndpoint() {
        return isOwn() ? endpoint() : "localhost:" + port;
    }

    private boolean isOwn() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }
}
