package io.github.syncimage;

import io.github.syncimage.cli.SyncImage;
import io.github.syncimage.cli.start.Arguments;
import io.github.syncimage.cli.start.LogbackProvider;
import io.github.syncimage.registry.api.RegistryClient;
import java.util.Set;

/** The program's door. */
public final class Main {
    /** Their start is mostly loading of classes, which a second processor can share. */
    private static final Set<String> BY_REGISTRIES = Set.of("copy", "inspect");

    private Main() {}

    public static void main(String[] args) {
        LogbackProvider.announce();
        // Without it, picocli looks for Groovy in every jar of lib/, which costs a tenth of a second.
        System.setProperty("picocli.disable.closures", "true");
        // Java 24 and later warn of what Netty does otherwise; here it only serves health, metrics and Docker's socket.
        System.setProperty("io.netty.noUnsafe", System.getProperty("io.netty.noUnsafe", "true"));
        String[] arguments = Arguments.inUtf8(args);
        if (arguments.length > 0 && BY_REGISTRIES.contains(arguments[0])) {
            Thread ahead = new Thread(RegistryClient::load, "load");
            ahead.setDaemon(true);
            ahead.start();
        }
        System.exit(SyncImage.commandLine(System.getenv(), arguments).execute(arguments));
    }
}
