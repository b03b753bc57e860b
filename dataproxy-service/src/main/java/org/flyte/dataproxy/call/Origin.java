package org.flyte.dataproxy.call;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.platform.connect.CallHeaders;

/**
 * The address that a client called, as far as the headers of its request show it.
 *
 * @param host host and port, empty when unknown
 * @param scheme {@code http} or {@code https} when a proxy said so or the host is this machine, else empty
 */
public record Origin(Optional<String> host, Optional<String> scheme) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|[A-Za-z0-9-]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");
    private static final Pattern FORWARDED = Pattern.compile("(?i)(?:^|;)\\s*(host|proto)\\s*=\\s*\"?([^\";]*)\"?");

    /** The origin of the current call; read it before anything asynchronous. */
    public static Origin ofCurrentCall() {
        CallHeaders headers = CallHeaders.current();
        return of(headers::get, headers.scheme());
    }

    static Origin of(Function<String, Optional<String>> header) {
        return of(header, "http");
    }

    /**
     * Reads Forwarded, then X-Forwarded-*, then Host; the first element of a list is the client's. A request that came by
     * TLS is {@code https} unless a proxy says otherwise.
     */
    private static Origin of(Function<String, Optional<String>> header, String received) {
        Optional<String> forwarded = header.apply("forwarded").map(Origin::first);
        Optional<String> host = forwarded
                .flatMap(text -> part(text, "host"))
                .or(() -> header.apply("x-forwarded-host").map(Origin::first))
                .or(() -> header.apply("host"))
                .filter(Origin::isHost);
        Optional<String> scheme = forwarded
                .flatMap(text -> part(text, "proto"))
                .or(() -> header.apply("x-forwarded-proto").map(Origin::first))
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> text.equals("http") || text.equals("https"))
                .or(() -> Optional.of(received).filter("https"::equals))
                .or(() -> host.filter(text -> LOOPBACK.matcher(text).matches()).map(text -> "http"));
        return new Origin(host, scheme);
    }

    /** The address for further calls; empty when host or scheme is unknown: the client then keeps its endpoint. */
    public Optional<URI> address() {
        return host.flatMap(name -> scheme.map(kind -> URI.create(kind + "://" + name)));
    }

    /** The address for a URL, which needs one: plain HTTP when the scheme is unknown. */
    public Optional<URI> bestGuess() {
        return host.map(name -> URI.create(scheme.orElse("http") + "://" + name));
    }

    /** What stands in brackets is an IPv6 address, or the URL could not be read. */
    private static boolean isHost(String text) {
        if (!HOST.matcher(text).matches()) {
            return false;
        }
        try {
            return new URI("http://" + text).getRawAuthority() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String first(String list) {
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }

    private static Optional<String> part(String forwarded, String name) {
        Matcher matcher = FORWARDED.matcher(forwarded);
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase(name)) {
                return Optional.of(matcher.group(2));
            }
        }
        return Optional.empty();
    }
}
