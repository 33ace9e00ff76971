package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.acceptance.Program;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo --hold} as a newcomer runs it, and ends it. */
class HeldDemoIT {
    private static final Pattern ADDRESS = Pattern.compile("(?m)^     (http://127\\.0\\.0\\.1:\\d+/)   ");

    @TempDir
    private Path folder;

    @Test
    void staysUpUntilItIsInterruptedAndLeavesNothing() throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        // Whoever runs the tests in the background has its children ignore the signal.
        try (Program demo = Program.startBy(
                List.of("env", "--default-signal=INT"),
                folder,
                List.of("-Djava.io.tmpdir=" + temporary),
                Map.of(),
                "demo",
                "--hold")) {
            await().until(() -> addresses(demo).size() == 2);
            assertThat(body(addresses(demo).get(0))).contains("<title>sync-image</title>", "index.js");
            String view = addresses(demo).get(1);
            assertThat(body(view)).contains("operator.js");
            await().until(() -> body(view + "api/v1/flow").contains("\"work\":{\"running\":2"));

            demo.signal("INT");
            assertThat(demo.ended(0).err()).isEmpty();
            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left.filter(file -> file.getFileName().toString().startsWith("sync-image")))
                        .isEmpty();
            }
        }
    }

    private static List<String> addresses(Program demo) {
        return ADDRESS.matcher(demo.out())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String body(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }
}
