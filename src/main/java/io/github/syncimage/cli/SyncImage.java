package io.github.syncimage.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root command; without a subcommand it is {@code run}. */
@Command(
        name = "sync-image",
        description = "Mirrors a container image when somebody files a GitHub issue.",
        synopsisSubcommandLabel = "COMMAND")
public final class SyncImage implements Callable<Integer> {
    private static final String DEFAULT_COMMAND = "run";

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
        line.setParameterExceptionHandler(ErrorLines::wrongUsage);
        line.setExecutionExceptionHandler(ErrorLines::failed);
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
}
