package io.github.syncimage.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs a program of the machine to its end, without what the environment of the tests says to this program or to Java. */
public final class ShellCommand {
    private static final String FOR_THE_PROGRAM = "(GITHUB|GENERIC|HUAWEI|SYNC_IMAGE|COMPOSE|JDK|JAVA_TOOL|_JAVA)_.*";

    private ShellCommand() {}

    public record Result(List<String> command, int exit, String out, String err) {
        /** All that it printed. */
        public String orThrow() {
            if (exit != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + out + err);
            }
            return (out + err).strip();
        }
    }

    static Result run(List<String> command) {
        return run(Path.of(""), Map.of(), command.toArray(String[]::new));
    }

    /** @param folder its working directory */
    public static Result run(Path folder, Map<String, String> environment, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toAbsolutePath().toFile());
        builder.environment().keySet().removeIf(name -> name.matches(FOR_THE_PROGRAM));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            String out = text(process.getInputStream());
            return new Result(List.of(command), process.waitFor(), out, err.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
