package io.github.syncimage.flow.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code deploy/prometheus} and {@code deploy/grafana} ask for is what a daemon shows at {@code /observe/metrics}. */
@Tag("slow")
class WatchedMetersTest {
    /** A word of a query that is followed by labels, an operator or nothing, and is no function and no label. */
    private static final Pattern METER = Pattern.compile("\\b(?:sync_image|camel|jvm|process)_[a-z_]+\\b");

    private static final Pattern OUTCOME = Pattern.compile("outcome=\"([a-z_]+)\"");

    @TempDir
    private Path folder;

    @Test
    void everyMeterOfTheAlertsAndTheDashboardExists() throws Exception {
        List<String> queries =
                Stream.concat(ofAlerts().stream(), ofDashboard().stream()).toList();
        String shown = metrics();
        Set<String> meters = shown.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]")[0])
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(queries).hasSizeGreaterThan(15);
        assertThat(meters).containsAll(named(METER, queries, 0));
        for (String outcome : named(OUTCOME, queries, 1)) {
            assertThat(shown).contains("sync_image_requests_total{outcome=\"" + outcome + "\"");
        }
    }

    private static Set<String> named(Pattern pattern, List<String> queries, int group) {
        return queries.stream()
                .flatMap(query -> pattern.matcher(query).results())
                .map((MatchResult found) -> found.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @SuppressWarnings("unchecked")
    private static List<String> ofAlerts() throws IOException {
        Map<String, Object> file =
                (Map<String, Object>) new Load(LoadSettings.builder().build())
                        .loadFromString(Files.readString(Path.of("deploy/prometheus/alerts.yml")));
        return ((List<Map<String, Object>>) file.get("groups"))
                .stream()
                        .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream())
                        .map(rule -> (String) rule.get("expr"))
                        .toList();
    }

    private static List<String> ofDashboard() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("deploy/grafana/dashboards/sync-image.json").toFile());
        return Stream.concat(
                        dashboard.findValuesAsText("expr").stream(),
                        dashboard.at("/templating/list").findValuesAsText("query").stream())
                .toList();
    }

    private String metrics() throws Exception {
        int port = FreePort.find();
        try (World world = new World(folder).with("app.http_port", String.valueOf(port));
                Flow flow = world.daemon()) {
            assertThat(flow.context().isStarted()).isTrue();
            URI address = URI.create("http://127.0.0.1:" + port + "/observe/metrics");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
