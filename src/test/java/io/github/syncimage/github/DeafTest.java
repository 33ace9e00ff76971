package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.Ask;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.testing.Front;
import io.github.syncimage.testing.LogLines;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A daemon that does not hear its issues says so, where somebody looks, and hears them again by itself. */
@Tag("slow")
class DeafTest {
    private static final byte[] PORTAL = Front.reply(
            200,
            "<html>Log in first</html>".getBytes(StandardCharsets.UTF_8),
            "Content-Type: text/html; charset=utf-8");

    @RegisterExtension
    private final World world = new World();

    private final int port = world.port("app.http_port");
    private final Front front =
            world.closing(Front.of(URI.create("http://" + world.github.apiUrl().getAuthority())));

    @BeforeEach
    void goThrough() {
        world.with("github.api_url", front.uri() + "/api/v3");
    }

    private record Trouble(String name, byte[] answer, String reason, String begins, String ends) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Trouble> troubles() {
        String refused = "the open issues of acme/mirror cannot be read: GitHub";
        String read = "over: the open issues of acme/mirror cannot be read: ";
        String away = "no answer from GitHub since";
        String back = "GitHub answers again";
        return List.of(
                new Trouble(
                        "401",
                        Front.reply(401, "{}"),
                        "GitHub answered 401: the token is wrong or has expired",
                        refused,
                        read),
                new Trouble(
                        "404",
                        Front.reply(404, "{}"),
                        "GitHub answered 404: are github.user and github.repo right",
                        refused,
                        read),
                new Trouble("500", Front.reply(500, "{}"), "GitHub answered 500", away, back),
                new Trouble("a broken line", new byte[0], "GitHub cannot be reached", away, back),
                new Trouble(
                        "a portal's page",
                        PORTAL,
                        "GitHub cannot be reached: something on the way answers with a web page instead of GitHub",
                        away,
                        back),
                new Trouble(
                        "a portal's redirect",
                        Front.reply(302, "{}", "Location: http://portal.example/login?back=x"),
                        "GitHub answered 302, to portal.example:",
                        refused,
                        read),
                new Trouble(
                        "moved to another host",
                        Front.reply(301, "{}", "Location: http://127.0.0.1:1/api/v3/repositories/1/issues"),
                        "GitHub answered 301, to 127.0.0.1:1:",
                        refused,
                        read));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void saysSoAndHearsAgainByItself(Trouble trouble) {
        try (LogLines log = new LogLines();
                Flow flow = world.daemon()) {
            await().until(() -> ready().status() == 200 && meter("sync_image_github_up") == 1);

            front.answer(request -> trouble.answer());
            await().until(() -> ready().status() == 503);
            assertThat(ready().text())
                    .contains("\"DOWN\"", "issues of the repository mirror of acme cannot be read: " + trouble.reason())
                    .doesNotContain("\\");
            assertThat(meter("sync_image_github_up")).isZero();
            // It counts whole seconds.
            await().untilAsserted(() ->
                    assertThat(meter("sync_image_poll_age_seconds")).isPositive());
            assertThat(Ask.get(observe("health/live")).status()).isEqualTo(200);
            await().until(() -> !log.with(trouble.begins()).isEmpty());

            front.answer(request -> null);
            int issue = world.open(World.HELLO);
            world.awaitClosed(issue);
            await().until(() -> ready().status() == 200);
            assertThat(meter("sync_image_github_up")).isEqualTo(1);
            assertThat(log.with(trouble.begins()))
                    .filteredOn(line -> !line.startsWith("over: "))
                    .hasSize(1);
            await().untilAsserted(() -> assertThat(log.with(trouble.ends())).hasSize(1));
        }
    }

    @Test
    void aPortalSwallowsNoAnswer() {
        front.answer(request -> request.line().startsWith("GET") ? null : PORTAL);
        int issue = world.open(World.HELLO);
        try (Flow flow = world.daemon()) {
            await().until(() -> front.calls().stream().anyMatch(call -> call.startsWith("POST ")));
            front.answer(
                    request -> request.line().startsWith("PATCH /api/v3/repos/acme/mirror/issues/1") ? PORTAL : null);
            await().until(() -> front.calls().stream()
                            .filter(call -> call.startsWith("PATCH /api/v3/repos/acme/mirror/issues/1"))
                            .count()
                    > 1);
            front.answer(request -> null);
            world.awaitClosed(issue);
        }
        assertThat(world.labels(issue)).containsExactly("porter", "success");
        assertThat(world.github.comments(issue)).hasSize(1);
    }

    private Ask.Reply ready() {
        return Ask.get(observe("health/ready"));
    }

    private double meter(String name) {
        Ask.Reply reply = Ask.get(observe("metrics"));
        return reply.status() != 200
                ? -1
                : reply.text()
                        .lines()
                        .filter(line -> line.startsWith(name))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .findFirst()
                        .orElse(-1);
    }

    private URI observe(String path) {
        return URI.create("http://127.0.0.1:" + port + "/observe/" + path);
    }
}
