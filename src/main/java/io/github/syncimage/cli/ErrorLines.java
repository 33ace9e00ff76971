package io.github.syncimage.cli;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.text.OneLine;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into lines on stderr and an exit code; a stack trace goes to the log, and only with --debug. */
public final class ErrorLines {
    /** No message of ours is as long; what a foreign one says is said by then. */
    private static final int LONGEST = 2000;

    private ErrorLines() {}

    public static int wrongUsage(ParameterException wrong, String[] args) {
        PrintWriter err = wrong.getCommandLine().getErr();
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        err.println("sync-image: " + oneLine(wrong.getMessage()) + " (see " + command + " --help)");
        return ExitCode.USAGE;
    }

    public static int failed(Exception failure, CommandLine line, ParseResult parsed) {
        LoggerFactory.getLogger(ErrorLines.class).debug("the command failed", failure);
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
}
