package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.demo.LoopbackHost;
import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What readiness tells an operator, over HTTP. */
@Tag("slow")
class ReadinessTest {
    @RegisterExtension
    private final World world = new World();

    private final URI ready = URI.create("http://127.0.0.1:" + world.port("app.http_port") + "/observe/health/ready");

    @Test
    void tellsAConditionForAsLongAsItLasts() {
        try (Flow flow = world.daemon()) {
            await().until(() -> Ask.get(ready).status() == 200);
            flow.parts().conditions().begins("rights", "the token may not label", false);
            assertThat(Ask.get(ready).status()).isEqualTo(200);
            assertThat(Ask.get(ready).text()).contains("the token may not label");
            flow.parts().conditions().begins("github", "GitHub is away", true);
            assertThat(Ask.get(ready).status()).isEqualTo(503);
            assertThat(Ask.get(ready).text()).contains("GitHub is away");
            flow.parts().conditions().ends("github");
            flow.parts().conditions().ends("rights");
            assertThat(Ask.get(ready).status()).isEqualTo(200);
            assertThat(Ask.get(ready).text()).doesNotContain("label");
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
    void namesARepositoryThatCannotBeReadInWords(int status, String message, String told) {
        try (LoopbackHost host = new LoopbackHost(World.TOKEN, "acme/one", "acme/mirror.x")) {
            world.with("github.api_url", host.apiUrl().toString())
                    .with("github.user", "acme")
                    .with("github.repo", "one")
                    .with("github.repositories", "acme/mirror.x");
            host.refuse("acme/mirror.x", status, message);
            try (Flow flow = world.daemon()) {
                await().until(() -> !flow.parts().conditions().now().isEmpty());
                assertThat(Ask.get(ready).text())
                        .contains("\"message\":\"the open issues of the repository mirror.x of acme cannot be read: "
                                + "GitHub answered " + status + " for the repository mirror.x of acme: " + told + "\"")
                        .doesNotContain("\\");
            }
        }
    }
}
