package io.github.syncimage.watch;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.settings.Problem;
import java.nio.file.Path;
import java.util.List;

/**
 * What a list's file says.
 *
 * @param name the file's, without its ending
 * @param access to registries that the file knows and the configuration need not
 * @param warnings what has no effect here, or another one than in regsync
 */
public record WatchList(String name, Path file, List<WatchEntry> entries, List<Access> access, List<Problem> warnings) {
    /**
     * One of a file's {@code creds}.
     *
     * @param host as image names spell it
     * @param credentials or null
     * @param plainHttp true where {@code tls: disabled}; null where nothing is said
     */
    public record Access(String host, Credentials credentials, Boolean plainHttp) {}

    public WatchList {
        entries = List.copyOf(entries);
        access = List.copyOf(access);
        warnings = List.copyOf(warnings);
    }
}
