package io.github.syncimage.settings;

import java.util.List;

/**
 * One row of the table of keys.
 *
 * @param path as in the file, sections joined by dots; {@code <host>} stands for any registry host
 * @param type how its value is written and read
 * @param byDefault the value where none is given, as text; empty for none
 * @param environment names of variables that give it, maybe none
 * @param required by {@code run} and {@code once}
 * @param about what it does, for the documentation
 */
public record Key<T>(
        String path, Type<T> type, String byDefault, List<String> environment, boolean required, String about) {
    private static final String ANY_HOST = "<host>";

    public boolean perHost() {
        return path.contains(ANY_HOST);
    }

    /** This row for one registry host. */
    public Key<T> at(String host) {
        return new Key<>(path.replace(ANY_HOST, host), type, byDefault, environment, required, about);
    }

    /** Returns whether it is never printed; each of its variables then also has a twin that ends in {@code _FILE}. */
    public boolean secret() {
        return type.secret();
    }

    /** The path's last segment. */
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
