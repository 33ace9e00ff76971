package io.github.syncimage.cli;

import io.github.syncimage.settings.Home;
import io.github.syncimage.settings.Hosts;
import io.github.syncimage.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options that every command has, as a {@link Mixin}. They may stand before and after the
 * command's name; what stands after it wins.
 */
public final class ConfigOptions {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigOptions.class);

    private final Map<String, String> environment;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration or rules file; may be given twice.")
    private List<Path> configs = new ArrayList<>();

    @Option(
            names = {"-t", "--github.token"},
            paramLabel = "TOKEN",
            description = "GitHub token; GITHUB_TOKEN or GITHUB_TOKEN_FILE keep it out of the list of processes.")
    private String token;

    @Option(
            names = {"-u", "--github.user"},
            paramLabel = "USER",
            description = "Owner of the repository with the issues.")
    private String user;

    @Option(
            names = {"-p", "--github.repo"},
            paramLabel = "REPO",
            description = "Name of the repository with the issues.")
    private String repo;

    @Option(
            names = {"-i", "--github.run_id"},
            paramLabel = "ID",
            description = "Actions run that the comments link to.")
    private String runId;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any key of the configuration: --set limits.image_size=5GiB.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(names = "--log.level", paramLabel = "LEVEL", description = "error, warn, info, debug or trace.")
    private String logLevel;

    @Option(names = "--debug", description = "Log at debug, with stack traces.")
    private boolean debug;

    @Option(
            names = {"-v", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    private boolean help;

    /** For a command; the root command has the environment. */
    public ConfigOptions() {
        this(Map.of());
    }

    /** For the root command. */
    public ConfigOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Loads the configuration and sets the log level that it gives.
     *
     * @throws io.github.syncimage.settings.SettingsException with every problem; let it through, it becomes exit code 2
     */
    public Settings settings() {
        return load(files(), environment(), false);
    }

    /** As {@link #settings()}, but what {@code run} and {@code once} require has to be there. */
    public Settings loadForDaemon() {
        return load(files(), environment(), true);
    }

    /**
     * As {@link #loadForDaemon()}, but for a command that brings its own configuration: the operator's files are not
     * read, and of the environment only these variables.
     */
    public Settings settingsOf(Path config, Set<String> variables) {
        Map<String, String> environment = new LinkedHashMap<>(environment());
        environment.keySet().retainAll(variables);
        return load(List.of(config), environment, true);
    }

    /** Tells how registry hosts are reached with these settings. */
    public Hosts hosts(Settings settings) {
        return new Hosts(
                settings,
                environment(),
                () -> Settings.load(home(), files(), commandLineOfAll(), environment(), false));
    }

    /** The folders in which {@code routes/} and {@code configs/} are looked up. */
    public Home home() {
        return Home.find(environment());
    }

    public Map<String, String> environment() {
        return outermostFirst().get(0).environment;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        outermostFirst().forEach(options -> files.addAll(options.configs));
        return files;
    }

    private Map<String, String> commandLineOfAll() {
        Map<String, String> commandLine = new LinkedHashMap<>();
        outermostFirst().forEach(options -> commandLine.putAll(options.commandLine()));
        return commandLine;
    }

    private Settings load(List<Path> files, Map<String, String> environment, boolean forDaemon) {
        Map<String, String> commandLine = commandLineOfAll();
        Logging.show(commandLine);
        Settings settings = Settings.load(home(), files, commandLine, environment, forDaemon);
        Logging.show(settings);
        settings.warnings().forEach(warning -> LOG.warn("{}", warning));
        return settings;
    }

    private List<ConfigOptions> outermostFirst() {
        List<ConfigOptions> all = new ArrayList<>();
        for (CommandSpec spec = command; spec != null; spec = spec.parent()) {
            for (CommandSpec mixin : spec.mixins().values()) {
                if (mixin.userObject() instanceof ConfigOptions options) {
                    all.add(0, options);
                }
            }
        }
        return all;
    }

    private Map<String, String> commandLine() {
        Map<String, String> given = new LinkedHashMap<>(values);
        put(given, "github.token", token);
        put(given, "github.user", user);
        put(given, "github.repo", repo);
        put(given, "github.run_id", runId);
        put(given, "app.log_level", logLevel);
        put(given, "app.debug", debug ? "true" : null);
        return given;
    }

    private static void put(Map<String, String> given, String path, String value) {
        if (value != null) {
            given.put(path, value);
        }
    }
}
