package io.github.syncimage;

import io.github.syncimage.cli.Logging;
import io.github.syncimage.cli.SyncImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The program's door. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logging.announce();
        // Without it, picocli looks for Groovy in every jar of lib/, which costs a tenth of a second.
        System.setProperty("picocli.disable.closures", "true");
        // Java 24 and later warn of what Netty does otherwise; here it only serves health, metrics and Docker's socket.
        System.setProperty("io.netty.noUnsafe", System.getProperty("io.netty.noUnsafe", "true"));
        String[] arguments = inUtf8(args, Path.of("/proc/self/cmdline"));
        System.exit(SyncImage.commandLine(System.getenv(), arguments).execute(arguments));
    }

    /**
     * The arguments as they were typed. Where no locale is set (cron, containers, many CI systems) Java reads them as ASCII
     * and replaces every other byte; Linux still has them.
     */
    static String[] inUtf8(String[] arguments, Path commandLine) {
        if (Arrays.stream(arguments).noneMatch(argument -> argument.indexOf('\uFFFD') >= 0)) {
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
