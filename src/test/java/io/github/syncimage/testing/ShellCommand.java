package io.github.syncimage.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program of the machine to its end. */
final class ShellCommand {
    private ShellCommand() {}

    /** @param text what came at stdout and stderr */
    record Printed(List<String> command, int code, String text) {
        String orThrow() {
            if (code != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + text);
            }
            return text.strip();
        }
    }

    static Printed run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Printed(command, process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
