package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.LoopbackHost;
import io.github.syncimage.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What readiness tells an operator, over HTTP. */
@Tag("slow")
class ReadinessTest {
    @TempDir
    private Path folder;

    private final int port = FreePort.find();

    @Test
    void tellsAConditionForAsLongAsItLasts() throws Exception {
        try (World world = new World(folder).with("app.http_port", String.valueOf(port));
                Flow flow = world.daemon()) {
            await().until(() -> ready().statusCode() == 200);
            flow.parts().conditions().begins("rights", "the token may not label", false);
            assertThat(ready().statusCode()).isEqualTo(200);
            assertThat(ready().body()).contains("the token may not label");
            flow.parts().conditions().begins("github", "GitHub is away", true);
            assertThat(ready().statusCode()).isEqualTo(503);
            assertThat(ready().body()).contains("GitHub is away");
            flow.parts().conditions().ends("github");
            flow.parts().conditions().ends("rights");
            assertThat(ready().statusCode()).isEqualTo(200);
            assertThat(ready().body()).doesNotContain("label");
        }
    }

    /** Camel escapes a message twice, so what is escaped at all can be seen. */
    @ParameterizedTest
    @CsvSource({
        "403, Resource not accessible by \"personal\" access token., "
                + "Resource not accessible by personal access token; may the token read and write issues there?",
        "404, Not Found, 'is it right in github.repositories, and may the token see it?'",
        "410, Issues has been disabled in this repository., "
                + "Issues has been disabled in this repository; turn issues on there",
    })
    void namesARepositoryThatCannotBeReadInWords(int status, String message, String told) throws Exception {
        try (World world = new World(folder).with("app.http_port", String.valueOf(port));
                LoopbackHost host = new LoopbackHost(World.TOKEN, "acme/one", "acme/mirror.x")) {
            world.with("github.api_url", host.apiUrl().toString())
                    .with("github.user", "acme")
                    .with("github.repo", "one")
                    .with("github.repositories", "acme/mirror.x");
            host.refuse("acme/mirror.x", status, message);
            try (Flow flow = world.daemon()) {
                await().until(() -> !flow.parts().conditions().now().isEmpty());
                assertThat(ready().body())
                        .contains("\"message\":\"the open issues of the repository mirror.x of acme cannot be read: "
                                + "GitHub answered " + status + " for the repository mirror.x of acme: " + told + "\"")
                        .doesNotContain("\\");
            }
        }
    }

    private HttpResponse<String> ready() throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + "/observe/health/ready");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
}
