package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

    private HttpResponse<String> ready() throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + "/observe/health/ready");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
}
