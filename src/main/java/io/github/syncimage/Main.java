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
        String[] arguments = Arguments.inUtf8(args);
        System.exit(SyncImage.commandLine(System.getenv(), arguments).execute(arguments));
    }
}
