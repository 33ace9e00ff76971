package io.github.syncimage.settings;

import io.github.syncimage.settings.Values.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the environment says. A variable that is empty counts as not set, because docker-compose passes such ones on; a
 * secret's variable has a twin that ends in {@code _FILE} and names a file that holds it, as Docker secrets do. An
 * empty file counts as not set, too: docker-compose.yml mounts one for a password that is not needed.
 */
record Environment(Map<String, String> variables, Values values) {
    /** What GitHub Actions sets, {@code owner/name}; it serves where GITHUB_USER and GITHUB_REPO don't. */
    private static final String REPOSITORY = "GITHUB_REPOSITORY";

    /** Where a value comes from that GitHub Actions has set. */
    static final String ACTIONS = source(REPOSITORY);

    private static final List<String> PROXIES = List.of("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy");
    /** The longest secret known, a JSON key of Google's Artifact Registry, has 2.4 kB. */
    private static final int LONGEST_SECRET = 64 * 1024;

    void read() {
        checkProxies();
        readRepository();
        Keys.ALL.forEach(this::read);
    }

    /** The registry client reads these itself, long after anybody could be told that one is wrong. */
    private void checkProxies() {
        for (String name : PROXIES) {
            try {
                if (value(name) != null) {
                    Type.PROXY.read(value(name));
                }
            } catch (IllegalArgumentException wrong) {
                values.report(source(name), null, wrong.getMessage());
            }
        }
    }

    private void readRepository() {
        String repository = value(REPOSITORY);
        if (repository == null) {
            return;
        }
        String[] parts = repository.split("/", -1);
        if (parts.length != 2) {
            values.report(source(REPOSITORY), null, "'" + Problem.excerpt(repository) + "' is not owner/name");
            values.spoil(Keys.GITHUB_USER, Keys.GITHUB_REPO);
            return;
        }
        values.put(new Entry(Keys.GITHUB_USER.path(), parts[0], source(REPOSITORY)));
        values.put(new Entry(Keys.GITHUB_REPO.path(), parts[1], source(REPOSITORY)));
    }

    private void read(Key<?> key) {
        for (String name : key.environment()) {
            String text = value(name);
            String file = key.secret() ? value(name + "_FILE") : null;
            if (text != null && file != null) {
                spoil(key, name, "both " + name + " and " + name + "_FILE are set; which one is meant?");
            } else if (text != null) {
                values.put(new Entry(key.path(), text, source(name)));
            } else if (file != null) {
                readSecret(key, name + "_FILE", Path.of(file));
            }
        }
    }

    private void readSecret(Key<?> key, String name, Path file) {
        try (var stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(LONGEST_SECRET);
            String secret = new String(bytes, StandardCharsets.UTF_8).strip();
            if (!secret.isEmpty()) {
                values.put(new Entry(key.path(), secret, source(name)));
            }
        } catch (IOException unreadable) {
            spoil(key, name, "the file " + file + " cannot be read");
        }
    }

    private void spoil(Key<?> key, String name, String message) {
        values.report(source(name), key.path(), message);
        values.spoil(key);
    }

    private String value(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static String source(String name) {
        return "environment " + name;
    }
}
