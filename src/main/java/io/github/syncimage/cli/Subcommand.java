package io.github.syncimage.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds what every command has: the options of the configuration, and where it prints. Returns its exit code. */
public abstract class Subcommand implements Callable<Integer> {
    @Mixin
    protected ConfigOptions options;

    @Spec
    private CommandSpec spec;

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    protected final void warn(Object warning) {
        err().println("warning: " + warning);
    }

    /** Arguments that cannot be used, as picocli itself tells of them. */
    protected final ParameterException wrongUsage(String message) {
        return wrongUsage(message, null);
    }

    protected final ParameterException wrongUsage(String message, Throwable cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }
}
