package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A home folder and what an operator gives: files, environment, command line. */
public final class Given {
    private final Path home;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> commandLine = new LinkedHashMap<>();

    private Given(Path home) {
        this.home = home;
    }

    public static Given home(Path folder) {
        return new Given(folder);
    }

    /** The usual configuration file. */
    public Given config(String yaml) {
        return file("configs/config.yaml", yaml);
    }

    /** A file below the home folder. */
    public Given file(String path, String text) {
        try {
            Files.createDirectories(home.resolve(path).getParent());
            Files.writeString(home.resolve(path), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Given environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Given commandLine(String path, String value) {
        commandLine.put(path, value);
        return this;
    }

    public Settings settings(String... configs) {
        return load(false, configs);
    }

    /** Every problem, a line each, with file names as they are below the home folder. */
    public List<String> problems(String... configs) {
        return problems(false, configs);
    }

    public List<String> problemsForDaemon() {
        return problems(true);
    }

    private List<String> problems(boolean forDaemon, String... configs) {
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> load(forDaemon, configs));
        return refused == null
                ? List.of()
                : refused.problems().stream()
                        .map(problem -> problem.toString().replace(home + "/", ""))
                        .toList();
    }

    private Settings load(boolean forDaemon, String... configs) {
        List<Path> files = List.of(configs).stream().map(home::resolve).toList();
        return Settings.load(new Home(home), files, commandLine, environment, forDaemon);
    }
}
