package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.app.Beans.Standing;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.text.Json;
import io.github.syncimage.text.Sizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows who is there, who works on what, what waits, how lists stand, and what is left of each limit. */
@Command(
        name = "status",
        description =
                "Show which daemons there are, what they work on, what waits, how watch lists stand, and what is left of "
                        + "each limit.")
final class StatusCommand extends Subcommand {
    @Option(names = "--json", description = "Print it as one line of JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Settings settings = options.loadForDaemon();
        Logging.onlyWarnings();
        Map<String, Object> document = document(settings);
        if (json) {
            out().println(Json.ascii(document));
        } else {
            print(document, out());
        }
        out().flush();
        boolean lives = Json.objects(document, "daemons").stream()
                .anyMatch(daemon -> Json.flag(daemon, "alive", false) && Json.flag(daemon, "same_team", true));
        return lives ? 0 : 1;
    }

    private Map<String, Object> document(Settings settings) throws IOException {
        if (!settings.shared()) {
            return new OwnStatus(Beans.databaseFile(settings).toString(), settings).document();
        }
        try (MirrorStore store = Beans.memory(settings)) {
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

    /** For people: a line for each daemon, request and limit. */
    private static void print(Map<String, Object> document, PrintWriter out) {
        List<Map<String, Object>> daemons = Json.objects(document, "daemons");
        out.println((Json.flag(document, "shared", false) ? "daemons that share " : "one daemon with ")
                + Json.text(document, "database") + ": "
                + daemons.stream()
                        .filter(daemon -> Json.flag(daemon, "alive", false))
                        .count() + " alive");
        daemons.forEach(daemon -> out.println("  " + daemon(daemon)));
        list(out, "worked on", Json.objects(document, "running"), StatusCommand::running);
        list(out, "in line", Json.objects(document, "queue"), StatusCommand::waiting);
        list(out, "held", Json.objects(document, "held"), StatusCommand::held);
        list(out, "watch lists", Json.objects(document, "watches"), StatusCommand::watched);
        list(out, "limits", Json.objects(document, "limits"), StatusCommand::limit);
    }

    private static void list(
            PrintWriter out,
            String what,
            List<Map<String, Object>> objects,
            Function<Map<String, Object>, String> line) {
        out.println(what + ": " + (objects.isEmpty() ? "nothing" : objects.size()));
        objects.forEach(object -> out.println("  " + line.apply(object)));
    }

    private static String daemon(Map<String, Object> daemon) {
        StringBuilder line = new StringBuilder(known(daemon, "node", "") + Json.text(daemon, "role"));
        line.append(known(daemon, ", version ", "version", ""));
        if (!Json.flag(daemon, "alive", false)) {
            return line.append(", gives no sign for ")
                    .append(daemon.get("silent_seconds"))
                    .append(" s")
                    .toString();
        }
        line.append(Json.flag(daemon, "leads", false) ? ", reads the issues" : "");
        line.append(Json.flag(daemon, "same_team", true) ? "" : ", of another team");
        line.append(Json.flag(daemon, "ready", true) ? "" : ", not ready: /observe/health/ready says why");
        if (daemon.containsKey("requests")) {
            List<?> requests = Json.list(daemon, "requests");
            line.append(", ").append(requests.size()).append(" of ").append(daemon.get("workers"));
            line.append(requests.isEmpty() ? "" : ": " + join(requests));
            line.append(", last sign ").append(daemon.get("silent_seconds")).append(" s ago");
        }
        return line.toString();
    }

    private static String running(Map<String, Object> run) {
        return request(run)
                + known(run, " on ", "node", "")
                + known(run, " since ", "started", "")
                + known(run, ", ", "deaths", " daemons have ended with it");
    }

    private static String waiting(Map<String, Object> run) {
        return known(run, "", "position", ". ") + request(run) + known(run, " since ", "accepted", "");
    }

    private static String held(Map<String, Object> run) {
        return request(run) + known(run, " for ", "host", "") + known(run, " until ", "until", "");
    }

    private static String watched(Map<String, Object> list) {
        List<Map<String, Object>> entries = Json.objects(list, "entries");
        String next = entries.stream()
                .map(entry -> Json.text(entry, "next_run"))
                .filter(time -> !time.isEmpty())
                .min(Comparator.naturalOrder())
                .map(time -> ", goes on at " + time)
                .orElse("");
        String failing = Json.objects(list, "failing").stream()
                .map(failure -> System.lineSeparator() + "    " + failure.get("image") + " since "
                        + failure.get("since") + ": " + failure.get("reason"))
                .collect(Collectors.joining());
        return Json.text(list, "name") + ": " + sum(entries, "tags") + " tags, " + sum(entries, "failed_tags")
                + " of them fail" + next + failing;
    }

    private static long sum(List<Map<String, Object>> entries, String name) {
        return entries.stream()
                .map(entry -> (Number) entry.get(name))
                .mapToLong(Number::longValue)
                .sum();
    }

    private static String request(Map<String, Object> run) {
        String images = Json.list(run, "images").stream()
                .map(image -> image instanceof Map<?, ?> object ? object.get("source") : image)
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return Json.text(run, "repository") + "#" + run.get("issue") + known(run, " by ", "user", "") + ": " + images;
    }

    private static String limit(Map<String, Object> limit) {
        String line = Json.text(limit, "of") + " " + Json.text(limit, "name");
        if (limit.containsKey("taken")) {
            return line + ": " + limit.get("taken") + " of " + limit.get("limit") + " taken";
        }
        return line
                + known(limit, ": ", "remaining", " left")
                + known(limit, " of ", "limit", "")
                + known(limit, " until ", "resets_at", "")
                + known(limit, ", closed until ", "closed_until", "")
                + known(limit, ", ", "uploads", " uploads")
                + known(limit, ", ", "waiting", " wait")
                + (limit.get("bandwidth") instanceof Number bytes
                        ? ", at most " + Sizes.text(bytes.longValue()) + " a second"
                        : "");
    }

    private static String known(Map<String, Object> object, String key, String after) {
        return known(object, "", key, after.isEmpty() ? " " : after);
    }

    private static String known(Map<String, Object> object, String before, String key, String after) {
        return object.containsKey(key) ? before + object.get(key) + after : "";
    }

    private static String join(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
