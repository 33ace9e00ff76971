package io.github.syncimage.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/** One run of the program in this process: what it printed, and its exit code. */
public record CommandLineRun(int exitCode, String out, String err) {
    /** With an environment that holds nothing but the home folder and these pairs of name and value. */
    public static CommandLineRun of(Path home, Map<String, String> environment, String... arguments) {
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.put("SYNC_IMAGE_HOME", home.toString());
        variables.put("HOME", home.toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                SyncImage.commandLine(variables).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = line.execute(arguments);
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    /** Copies folders of the project into a home of its own. */
    static Path copy(Path home, String... folders) {
        for (String folder : folders) {
            try (var files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = home.resolve(file.toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return home;
    }
}
