package io.github.syncimage.cli;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The root command; without a subcommand it is {@code run}. */
@Command(
        name = "sync-image",
        description = "Mirrors a container image when somebody files a GitHub issue.",
        synopsisSubcommandLabel = "COMMAND")
public final class SyncImage implements Callable<Integer> {
    private static final String DEFAULT_COMMAND = "run";
    /** No message of ours is as long; what a foreign one says is said by then. */
    private static final int LONGEST = 2000;

    /** In the order of the help. */
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            OnceCommand.class,
            CopyCommand.class,
            WatchCommand.class,
            InspectCommand.class,
            ExplainCommand.class,
            CatalogueCommand.class,
            CheckCommand.class,
            NotifyCommand.class,
            StatusCommand.class,
            RoutesCommand.class,
            DemoCommand.class);

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigOptions options;

    private SyncImage(Map<String, String> environment) {
        this.options = new ConfigOptions(environment);
    }

    /** The whole command line, ready to execute. */
    public static CommandLine commandLine(Map<String, String> environment) {
        return commandLine(environment, COMMANDS);
    }

    /** Enough of it for these arguments: reading the annotations of a command takes picocli 20 milliseconds. */
    public static CommandLine commandLine(Map<String, String> environment, String... arguments) {
        String first = arguments.length == 0 ? DEFAULT_COMMAND : arguments[0];
        List<Class<?>> named = COMMANDS.stream()
                .filter(command -> command.getAnnotation(Command.class).name().equals(first))
                .toList();
        return commandLine(environment, named.isEmpty() ? COMMANDS : named);
    }

    private static CommandLine commandLine(Map<String, String> environment, List<Class<?>> commands) {
        CommandLine line = new CommandLine(new SyncImage(environment));
        commands.forEach(line::addSubcommand);
        line.setParameterExceptionHandler(SyncImage::wrongUsage);
        line.setExecutionExceptionHandler(SyncImage::failed);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        provideVersion(line);
        return line;
    }

    private static void provideVersion(CommandLine line) {
        line.getCommandSpec().versionProvider(new Version());
        line.getSubcommands().values().forEach(SyncImage::provideVersion);
    }

    @Override
    public Integer call() {
        CommandLine run = spec.subcommands().get(DEFAULT_COMMAND);
        if (run == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "a command is needed");
        }
        return run.execute();
    }

    private static int wrongUsage(ParameterException wrong, String[] args) {
        PrintWriter err = wrong.getCommandLine().getErr();
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        err.println("sync-image: " + oneLine(wrong.getMessage()) + " (see " + command + " --help)");
        return ExitCode.USAGE;
    }

    /** A stack trace goes to the log, and only with --debug. */
    private static int failed(Exception failure, CommandLine line, ParseResult parsed) {
        LoggerFactory.getLogger(SyncImage.class).debug("the command failed", failure);
        PrintWriter err = line.getErr();
        if (failure instanceof SettingsException settings) {
            settings.problems().forEach(problem -> err.println(oneLine(problem.toString())));
        } else {
            err.println("sync-image: " + oneLine(reason(failure)));
        }
        boolean wrongInput = failure instanceof SettingsException || failure instanceof InvalidReferenceException;
        return wrongInput ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    private static String oneLine(String message) {
        return OneLine.of(message, LONGEST);
    }

    /** Tells what the build wrote into the jar's manifest and into {@code build.properties}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {line(Version.class.getPackage().getImplementationVersion(), build())};
        }

        /**
         * {@code sync-image 1.0.0 (13d87e6a2b1c, 2026-11-25)}.
         *
         * @param version null where the classes don't come from the jar
         * @param build commit and its day; what Maven could not fill in still stands there as a placeholder
         */
        static String line(String version, Properties build) {
            String line = "sync-image " + (version == null ? "development" : version);
            String commit = build.getProperty("commit", "$");
            return commit.startsWith("$") ? line : line + " (" + commit + ", " + build.getProperty("date") + ")";
        }

        private static Properties build() {
            Properties build = new Properties();
            try (InputStream file = Version.class.getResourceAsStream("build.properties")) {
                build.load(file);
            } catch (IOException e) {
                throw new UncheckedIOException("could not read build.properties", e);
            }
            return build;
        }
    }
}
