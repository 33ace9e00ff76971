package io.github.syncimage.cli.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.syncimage.app.Beans;
import io.github.syncimage.app.Standing;
import io.github.syncimage.cli.start.ConfigOptions;
import io.github.syncimage.cli.start.Logging;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Who is there, who works on what, what waits, how lists stand, and what is left of each limit: docs/decisions/0138. */
@Command(
        name = "status",
        description =
                "Show which daemons there are, what they work on, what waits, how watch lists stand, and what is left of "
                        + "each limit.")
public final class StatusCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--json", description = "Print it as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Settings settings = options.daemonSettings();
        Logging.onlyWarnings();
        Map<String, Object> document = document(settings);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            print(out, document);
        } else {
            StatusText.print(document, out);
        }
        out.flush();
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
                return new SharedStatus(database, standing.orElseThrow()).document();
            } catch (SQLException e) {
                throw new IOException(database + ", which the daemons share, cannot be asked: " + e.getMessage(), e);
            }
        }
    }

    private static void print(PrintWriter out, Map<String, Object> document) throws JsonProcessingException {
        out.println(JSON.writeValueAsString(document));
    }
}
