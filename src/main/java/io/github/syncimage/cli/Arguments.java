package io.github.syncimage.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The command line as it was typed. Where no locale is set (cron, containers, many CI systems) Java reads arguments as
 * ASCII and replaces every other byte; Linux still has them.
 */
public final class Arguments {
    private static final char REPLACEMENT = '\uFFFD';

    private Arguments() {}

    /** These arguments in UTF-8, where the system can tell; otherwise as they are. */
    public static String[] inUtf8(String[] arguments) {
        return inUtf8(arguments, Path.of("/proc/self/cmdline"));
    }

    static String[] inUtf8(String[] arguments, Path commandLine) {
        if (Arrays.stream(arguments).noneMatch(argument -> argument.indexOf(REPLACEMENT) >= 0)) {
            return arguments;
        }
        try {
            // Each argument ends in a NUL; the program's own are the last ones, behind those of the JVM.
            String[] all = new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8).split("\0", -1);
            int end = all.length - 1;
            return end < arguments.length ? arguments : Arrays.copyOfRange(all, end - arguments.length, end);
        } catch (IOException e) {
            return arguments;
        }
    }
}
