package io.github.syncimage.flow.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code deploy/prometheus} and {@code deploy/grafana} ask for is what a daemon shows at {@code /observe/metrics}. */
@Tag("slow")
class WatchedMetersTest {
    private static final Pattern METER = Pattern.compile("\\b((?:sync_image|camel|jvm|process)_[a-z_]+)\\b");
    private static final Pattern OUTCOME = Pattern.compile("outcome=\\\\?\"([a-z_]+)\\\\?\"");

    @RegisterExtension
    private final World world = new World();

    @Test
    void everyMeterOfTheAlertsAndTheDashboardExists() throws IOException {
        String asked = Files.readString(Path.of("deploy/prometheus/alerts.yml"))
                + Files.readString(Path.of("deploy/grafana/dashboards/sync-image.json"));
        String shown = metrics();
        Set<String> meters = shown.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]")[0])
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(meters).containsAll(named(METER, asked));
        assertThat(named(METER, asked)).hasSizeGreaterThan(10);
        assertThat(named(OUTCOME, asked)).hasSize(2).allSatisfy(outcome -> assertThat(shown)
                .contains("sync_image_requests_total{outcome=\"" + outcome + "\""));
    }

    private static Set<String> named(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String metrics() {
        int port = world.port("app.http_port");
        try (Flow flow = world.daemon()) {
            return Ask.get(URI.create("http://127.0.0.1:" + port + "/observe/metrics"))
                    .text();
        }
    }
}
