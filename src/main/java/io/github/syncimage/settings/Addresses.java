package io.github.syncimage.settings;

import java.net.URI;

/** Reads the addresses of servers. */
public final class Addresses {
    private Addresses() {}

    /** An http or https address without user, query and fragment; a slash at its end is dropped. */
    public static URI web(String text) {
        URI address = URI.create(text.replaceFirst("/+$", ""));
        if (!http(address) || address.getUserInfo() != null || address.getQuery() != null) {
            throw new IllegalArgumentException();
        }
        return address;
    }

    /** A proxy's address; {@code host:port} without a scheme is read as http, as curl does. */
    public static URI proxy(String text) {
        URI address = URI.create((text.contains("://") ? text : "http://" + text).replaceFirst("/+$", ""));
        if (!http(address) || !address.getPath().isEmpty() || address.getQuery() != null) {
            throw new IllegalArgumentException();
        }
        return address;
    }

    private static boolean http(URI address) {
        boolean scheme = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        return scheme && address.getHost() != null && address.getFragment() == null && address.getPort() <= 65535;
    }
}
