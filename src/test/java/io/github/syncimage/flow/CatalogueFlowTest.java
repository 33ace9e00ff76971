package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.syncimage.demo.Ask;
import io.github.syncimage.image.Digest;
import io.github.syncimage.page.ApiDescription;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was asked for in an issue is in the catalogue, by the daemon's own port. */
class CatalogueFlowTest {
    private static final String SOURCE = "gcr.io/google-samples/hello-app:1.0";

    @RegisterExtension
    private final World world = new World();

    private final URI root = URI.create("http://127.0.0.1:" + world.port("page.port") + "/");
    private final String target = world.target.host() + "/mirrored/hello-app:1.0";

    @Test
    void showsWhatAnIssueAskedFor() {
        try (Flow flow = world.daemon()) {
            assertThat(images(get("api/v1/catalogue.json"))).isEmpty();
            int issue = world.open(World.HELLO);
            world.awaitClosed(issue);

            await().untilAsserted(() ->
                    assertThat(images(get("api/v1/catalogue.json"))).isNotEmpty());
            Ask.Reply whole = get("api/v1/catalogue.json");
            ApiDescription.assertIs("Catalogue", whole.response().body());
            JsonNode image = images(whole).get(0);
            assertThat(image.get("source").asText()).isEqualTo(SOURCE);
            assertThat(image.get("target").asText()).isEqualTo(target);
            assertThat(image.get("user").asText()).isEqualTo("alice");
            assertThat(image.get("issue").asInt()).isEqualTo(issue);
            assertThat(image.get("repository").asText()).isEqualTo("acme/mirror");
            assertThat(image.get("visibility").asText()).isEqualTo("public");

            opensWhatStandsThere();
            isFoundOrNot();
            explainsAndShows();
            await().untilAsserted(() -> assertThat(get("feed.atom").text())
                    .contains("<title>" + SOURCE + ": mirrored</title>")
                    .contains("acme/mirror/issues/" + issue + "\""));
            ApiDescription.assertIs("Now", get("api/v1/now").text());
            assertThat(get("api/v1/openapi.yaml").text()).startsWith("openapi: 3.1.0");
            Ask.Reply meta = get("api/v1/meta.json");
            ApiDescription.assertIs("Meta", meta.text());
            assertThat(meta.json().get("images").asInt()).isOne();
            assertThat(meta.json().get("registries").asInt()).isOne();
        }
    }

    private void opensWhatStandsThere() {
        String part = Digest.of(target.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 2);
        Ask.Reply details = get("api/v1/details/" + part + ".json");
        ApiDescription.assertIs("Details", details.response().body());
        JsonNode image = details.json().get("images").get(target);
        assertThat(image.get("target_digest").asText())
                .isEqualTo(World.IMAGE.digest().toString());
        assertThat(image.get("difference").asText()).isEqualTo("none");
        assertThat(image.get("platforms"))
                .extracting(one -> one.get("digest").asText())
                .containsExactly(
                        World.IMAGE.children().get(0).digest().toString(),
                        World.IMAGE.children().get(1).digest().toString());
        assertThat(image.has("checked_at")).isTrue();
        Ask.Reply asked = get("api/v1/details?target=" + escaped(target));
        assertThat(asked.json()).isEqualTo(details.json());
        assertThat(get("api/v1/details?target=" + escaped(target) + "x").status())
                .isEqualTo(404);
        assertThat(get("api/v1/details?target=%3Cscript%3E").status()).isEqualTo(400);
        assertThat(get("api/v1/details/zz.json").status()).isEqualTo(404);
    }

    private void isFoundOrNot() {
        Ask.Reply found = get("api/v1/catalogue?q=hello+alice&host=gcr.io&platform=arm64&public=true&limit=1");
        ApiDescription.assertIs("Found", found.response().body());
        assertThat(found.json().get("total").asInt()).isOne();
        assertThat(get("api/v1/catalogue?q=%00%F0%9F%92%A9").json().get("total").asInt())
                .isZero();
        Ask.Reply refused = get("api/v1/catalogue?limit=5000");
        assertThat(refused.status()).isEqualTo(400);
        ApiDescription.assertIs("Error", refused.response().body());
        assertThat(refused.json().get("error").asText()).isEqualTo("limit is a number from 1 to 200");
    }

    private void explainsAndShows() {
        Ask.Reply explained = get("api/v1/explain?title=" + escaped("[PORTER]nginx:1|all"));
        ApiDescription.assertIs("Explanation", explained.response().body());
        assertThat(explained.json().at("/requests/0/source").asText()).isEqualTo("docker.io/library/nginx:1");
        Ask.Reply refused = get("api/v1/explain?title=" + escaped("[PORTER]evil.example.com/<script>:1"));
        ApiDescription.assertIs("Explanation", refused.response().body());
        assertThat(refused.json().get("outcome").asText()).isEqualTo("refused");
        assertThat(get("api/v1/explain").status()).isEqualTo(400);
        assertThat(get("api/v1/explain?title=" + "x".repeat(257)).status()).isEqualTo(400);

        Ask.Reply badge = get("badge.svg?image=" + escaped(SOURCE));
        assertThat(badge.text()).contains("aria-label=\"image: mirrored\"");
        assertThat(badge.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(badge.header("Cache-Control")).isEqualTo("public, max-age=300");
        Ask.Reply invalid = get("badge.svg?image=" + escaped("<script>"));
        assertThat(invalid.status()).isEqualTo(200);
        assertThat(invalid.text()).contains("invalid").doesNotContain("script");
    }

    @Test
    void tellsNothingOfRequestersWhereThatIsTurnedOff() {
        world.with("page.requesters", "false");
        try (Flow flow = world.daemon()) {
            world.awaitClosed(world.open(World.HELLO));

            await().untilAsserted(() ->
                    assertThat(images(get("api/v1/catalogue.json"))).isNotEmpty());
            for (String path : new String[] {"api/v1/catalogue.json", "api/v1/catalogue", "feed.atom", "api/v1/now"}) {
                assertThat(get(path).text())
                        .as(path)
                        .contains(SOURCE)
                        .doesNotContain("alice", "\"issue\"", "\"user\"", "\"repository\"", "acme/mirror");
            }
            assertThat(get("api/v1/catalogue?q=alice").json().get("total").asInt())
                    .isZero();
        }
    }

    @Test
    void writesTheExportAndGoesOn() throws IOException {
        Path site = world.folder.resolve("site");
        world.write(site, "in the way");
        world.with("page.export_dir", "site").with("page.port", "0");
        world.runUntilClosed(world.open(World.HELLO));
        assertThat(site).hasContent("in the way");
        Files.delete(site);

        try (Flow flow = world.daemon()) {
            await().until(() -> Files.exists(site.resolve("api/v1/catalogue.json")));
        }

        assertThat(site.resolve("api/v1/catalogue.json")).content().contains(SOURCE);
        assertThat(site.resolve("feed.atom")).content().contains(SOURCE + ": mirrored");
        assertThat(site.resolve("api/v1/meta.json"))
                .content()
                .contains("\"live\":false")
                .contains("/acme/mirror/issues/new?template=porter.yml");
    }

    private Ask.Reply get(String path) {
        return Ask.get(root.resolve(path));
    }

    private static JsonNode images(Ask.Reply reply) {
        return reply.json().get("images");
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
