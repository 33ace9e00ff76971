package io.github.syncimage;

import io.github.syncimage.cli.Arguments;
import io.github.syncimage.cli.LogbackProvider;
import io.github.syncimage.cli.SyncImage;

/** The program's door. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        LogbackProvider.announce();
        // Without it, picocli looks for Groovy in every jar of lib/, which costs a tenth of a second.
        System.setProperty("picocli.disable.closures", "true");
        // Java 24 and later warn of what Netty does otherwise; here it only serves health, metrics and Docker's socket.
        System.setProperty("io.netty.noUnsafe", System.getProperty("io.netty.noUnsafe", "true"));
        String[] arguments = Arguments.inUtf8(args);
        System.exit(SyncImage.commandLine(System.getenv(), arguments).execute(arguments));
    }
}
