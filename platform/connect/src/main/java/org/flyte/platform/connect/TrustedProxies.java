package org.flyte.platform.connect;

import java.net.InetAddress;
import java.util.List;

/**
 * The proxies in front whose {@code X-Forwarded-For} is believed.
 *
 * @param networks in CIDR notation, or single addresses
 */
public record TrustedProxies(List<Network> networks) {
    /**
     * A network.
     *
     * @param prefix how many bits of the address all its members share
     */
    public record Network(InetAddress address, int prefix) {
        /** Reads {@code 10.0.0.0/8} or a single address; fails with IllegalArgumentException. */
        static Network of(String text) {
            int slash = text.indexOf('/');
            try {
                InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
                int bits = address.getAddress().length * Byte.SIZE;
                int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
                if (prefix < 0 || prefix > bits) {
                    throw new IllegalArgumentException("no such prefix");
                }
                return new Network(address, prefix);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "'%s' is no address or network such as 10.0.0.0/8".formatted(text), e);
            }
        }

        boolean contains(InetAddress other) {
            byte[] own = address.getAddress();
            byte[] its = other.getAddress();
            if (own.length != its.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> bit % Byte.SIZE;
                if ((own[bit / Byte.SIZE] & mask) != (its[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Reads what is configured; fails with IllegalArgumentException. */
    public static TrustedProxies of(List<String> networks) {
        return new TrustedProxies(networks.stream().map(Network::of).toList());
    }

    /**
     * The address of a client: the peer's, or the last one of {@code X-Forwarded-For} that is not a trusted proxy itself, when the
     * peer is one. What is no address ends the list: the proxy before it is taken.
     *
     * @param peer literal address of the other end of the connection
     * @param forwarded values of the header in the order they came, each a list with commas
     */
    public String clientOf(String peer, List<String> forwarded) {
        String client = peer;
        List<String> hops = List.of(String.join(",", forwarded).split(","));
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
            String hop = hops.get(i).strip();
            if (!isAddress(hop)) {
                break;
            }
            client = hop;
        }
        return client;
    }

    /** Whether a literal address is that of a trusted proxy. */
    public boolean isTrusted(String address) {
        return isAddress(address)
                && networks.stream().anyMatch(network -> network.contains(InetAddress.ofLiteral(address)));
    }

    private static boolean isAddress(String text) {
        try {
            return !text.isEmpty() && InetAddress.ofLiteral(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
