package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.app.Standing;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who is there, who works on what, what waits, how lists stand, and what is left of each limit. */
@Command(
        name = "status",
        description =
                "Show which daemons there are, what they work on, what waits, how watch lists stand, and what is left of "
                        + "each limit.")
public final class StatusCommand extends Subcommand {
    @Option(names = "--json", description = "Print it as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Settings settings = options.daemonSettings();
        Logging.onlyWarnings();
        Map<String, Object> document = document(settings);
        if (json) {
            out().println(Json.ascii(document));
        } else {
            StatusText.print(document, out());
        }
        out().flush();
        boolean lives = Json.objects(document, "daemons").stream()
                .anyMatch(daemon -> Json.flag(daemon, "alive", false) && Json.flag(daemon, "same_team", true));
        return lives ? 0 : 1;
    }

    private Map<String, Object> document(Settings settings) throws IOException {
        if (!settings.app().shared()) {
            return new OwnStatus(
                            MirrorStore.file(
                                            settings.app().dataDir(),
                                            settings.app().databaseUrl())
                                    .toString(),
                            settings)
                    .document();
        }
        try (MirrorStore store = MirrorStore.openInBackground(
                settings.app().dataDir(), settings.app().databaseUrl())) {
            Beans beans = new Beans(settings, options.home(), options.environment(), store);
            Optional<Standing> standing = beans.standing();
            String database = store.server().orElseThrow().name();
            try {
                return new SharedStatus(database, settings.hosts(), standing.orElseThrow()).document();
            } catch (SQLException e) {
                throw new IOException(database + ", which the daemons share, cannot be asked: " + e.getMessage(), e);
            }
        }
    }
}
