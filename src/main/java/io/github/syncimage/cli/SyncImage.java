package io.github.syncimage.cli;

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
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            OnceCommand.class,
            CopyCommand.class,
            InspectCommand.class,
            ExplainCommand.class,
            CheckCommand.class,
            DemoCommand.class,
        })
public final class SyncImage implements Callable<Integer> {
    private static final String DEFAULT_COMMAND = "run";

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    private SyncImage(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The whole command line, ready to execute. */
    public static CommandLine commandLine(Map<String, String> environment) {
        CommandLine line = new CommandLine(new SyncImage(environment));
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

    Map<String, String> environment() {
        return environment;
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
