package io.github.syncimage.settings;

import io.github.syncimage.registry.Credentials;
import io.github.syncimage.text.Json;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program {@code docker-credential-NAME} on the PATH that keeps credentials.
 *
 * @see <a href="https://github.com/docker/docker-credential-helpers#development">its protocol</a>
 */
final class CredentialHelper {
    /** Cloud helpers fetch a token over the network, which takes a second or two; a prompt nobody answers takes forever. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int MOST_BYTES = 64 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Logger LOG = LoggerFactory.getLogger(CredentialHelper.class);

    private final String program;
    private final Map<String, String> environment;
    private final Duration patience;

    CredentialHelper(String name, Map<String, String> environment) {
        this(name, environment, PATIENCE);
    }

    CredentialHelper(String name, Map<String, String> environment, Duration patience) {
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
            Map<String, Object> kept = Json.read(stream.readNBytes(MOST_BYTES));
            String username = Json.text(kept, "Username");
            String secret = Json.text(kept, "Secret");
            return username.isEmpty() || secret.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Credentials(username, secret));
        }
    }
}
