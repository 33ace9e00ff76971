package io.github.syncimage.settings;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.text.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Docker's {@code config.json}: credentials in {@code auths}, or kept by the programs that {@code credHelpers} and
 * {@code credsStore} name. It belongs to somebody else, so trouble with it is a warning, and the host is then asked
 * anonymously.
 *
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/#credential-stores">Docker's description</a>
 */
public final class DockerConfig {
    /** What Docker calls Docker Hub in this file and towards credential helpers. */
    private static final String HUB = "https://index.docker.io/v1/";
    /** A file of a thousand hosts fits. */
    private static final int MOST_BYTES = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(DockerConfig.class);

    private final Map<String, Object> config;
    private final Map<String, String> environment;

    private DockerConfig(Map<String, Object> config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /** Reads {@code $DOCKER_CONFIG/config.json} or {@code ~/.docker/config.json}; nothing where there is none. */
    public static DockerConfig read(Map<String, String> environment) {
        return new DockerConfig(read(file(environment)), environment);
    }

    private static Path file(Map<String, String> environment) {
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        return (folder.isBlank() ? Path.of(home, ".docker") : Path.of(folder)).resolve("config.json");
    }

    private static Map<String, Object> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return Json.read(stream.readNBytes(MOST_BYTES));
        } catch (IOException broken) {
            // What exactly is wrong may quote a password.
            LOG.warn("no credentials are taken from {}: it cannot be read as a JSON object", file);
            return Map.of();
        }
    }

    /**
     * What {@code docker login} left for a registry host.
     *
     * @param host as image names spell it, {@code docker.io}
     */
    public Optional<Credentials> credentials(String host) {
        String own = Json.text(Json.object(config, "credHelpers"), host);
        String helper = own.isEmpty() ? Json.text(config, "credsStore") : own;
        if (!helper.isBlank()) {
            Optional<Credentials> kept =
                    new Helper(helper, environment, Helper.PATIENCE).get(host.equals("docker.io") ? HUB : host);
            if (kept.isPresent()) {
                return kept;
            }
        }
        return inFile(host);
    }

    private Optional<Credentials> inFile(String host) {
        Map<String, Object> auths = Json.object(config, "auths");
        return auths.keySet().stream()
                .filter(key -> host.equals(hostOf(key)))
                .findFirst()
                .flatMap(key -> read(host, Json.object(auths, key)));
    }

    /** {@code ghcr.io} of {@code https://ghcr.io/v2/}; an entry for a part of a registry has a path and is passed by. */
    private static String hostOf(String key) {
        String host = key.replaceFirst("^https?://", "").replaceFirst("/(?:v[12]/?)?$", "");
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? "docker.io" : host;
    }

    private static Optional<Credentials> read(String host, Map<String, Object> auth) {
        String identityToken = Json.text(auth, "identitytoken");
        if (!identityToken.isEmpty()) {
            return Optional.of(new Credentials(Credentials.IDENTITY_TOKEN, identityToken));
        }
        String username = Json.text(auth, "username");
        if (!username.isEmpty()) {
            return Optional.of(new Credentials(username, Json.text(auth, "password")));
        }
        String pair = decode(host, Json.text(auth, "auth"));
        int colon = pair.indexOf(':');
        return colon <= 0
                ? Optional.empty()
                // Docker itself has written zero bytes behind passwords.
                : Optional.of(new Credentials(
                        pair.substring(0, colon), pair.substring(colon + 1).replaceFirst("\\x00+$", "")));
    }

    private static String decode(String host, String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            LOG.warn("no credentials for {} are taken from Docker's config.json: its entry is not base64", host);
            return "";
        }
    }

    /**
     * A program {@code docker-credential-NAME} on the PATH that keeps credentials.
     *
     * @see <a href="https://github.com/docker/docker-credential-helpers#development">its protocol</a>
     */
    static final class Helper {
        /** Cloud helpers fetch a token over the network, which takes a second or two; a prompt nobody answers takes forever. */
        static final Duration PATIENCE = Duration.ofSeconds(15);

        private static final int MOST_ANSWER_BYTES = 64 * 1024;
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

        private final String program;
        private final Map<String, String> environment;
        private final Duration patience;

        Helper(String name, Map<String, String> environment, Duration patience) {
            this.patience = patience;
            this.program = "docker-credential-" + (NAME.matcher(name).matches() ? name : "");
            this.environment = environment;
        }

        /** Asks for the credentials of a server; empty where it keeps none or does not work, which is a warning. */
        Optional<Credentials> get(String server) {
            Optional<Path> found = onPath();
            if (found.isEmpty()) {
                LOG.warn("no credentials for {}: {} is not on the PATH", server, program);
                return Optional.empty();
            }
            try {
                return ask(found.get(), server);
            } catch (IOException broken) {
                LOG.warn("no credentials for {}: {} did not answer as it should", server, program);
                return Optional.empty();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        private Optional<Path> onPath() {
            return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, program))
                    .filter(Files::isExecutable)
                    .findFirst();
        }

        private Optional<Credentials> ask(Path helper, String server) throws IOException, InterruptedException {
            // Into a file, so that no pipe can fill up while we wait; only the owner can read temporary files.
            Path answer = Files.createTempFile("sync-image", ".json");
            try {
                ProcessBuilder builder = new ProcessBuilder(helper.toString(), "get")
                        .redirectOutput(answer.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
                builder.environment().putAll(environment);
                Process process = builder.start();
                return answerOf(process, server, answer);
            } finally {
                Files.deleteIfExists(answer);
            }
        }

        private Optional<Credentials> answerOf(Process process, String server, Path answer)
                throws IOException, InterruptedException {
            try {
                try (OutputStream in = process.getOutputStream()) {
                    in.write(server.getBytes(StandardCharsets.UTF_8));
                } catch (IOException notRead) {
                    // One that keeps a single password may answer and end without reading whose is wanted.
                    LOG.debug("{} did not read for which server it was asked", program);
                }
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("no credentials for {}: {} took longer than {} s", server, program, patience.toSeconds());
                    return Optional.empty();
                }
                // It exits with 1 where it keeps nothing for the server, the usual case.
                return process.exitValue() == 0 ? read(answer) : Optional.empty();
            } finally {
                // Helpers are often scripts: what they started must not stay either.
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }

        private static Optional<Credentials> read(Path answer) throws IOException {
            try (var stream = Files.newInputStream(answer)) {
                Map<String, Object> kept = Json.read(stream.readNBytes(MOST_ANSWER_BYTES));
                String username = Json.text(kept, "Username");
                String secret = Json.text(kept, "Secret");
                return username.isEmpty() || secret.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Credentials(username, secret));
            }
        }
    }
}
