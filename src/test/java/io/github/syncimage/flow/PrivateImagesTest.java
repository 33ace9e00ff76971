package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.http.ExchangeCall;
import io.github.syncimage.demo.registry.LoopbackImages;
import io.github.syncimage.demo.registry.SampleImage;
import io.github.syncimage.registry.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stranger gets of registries to which the operator has a login. */
@Tag("slow")
class PrivateImagesTest {
    private static final Credentials LOGIN = new Credentials("operator", "secret");
    private static final SampleImage IMAGE = LoopbackImages.index("app", "linux/amd64", "linux/arm64");

    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        world.upstream.requireToken(LOGIN, true).refuseTokensWhole();
        world.upstream.add("acme/public", "1", IMAGE);
        world.upstream.add("acme/secret", "1", IMAGE);
        world.upstream.hide("acme/secret");
        world.with("registries.hosts.ghcr.io.username", LOGIN.username())
                .with("registries.hosts.ghcr.io.password", LOGIN.password());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatEverybodyReadsIsAskedForByOneAnonymousHeadAndReadWithTheLogin() {
        int issue = world.open("[PORTER]ghcr.io/acme/public:1");

        world.runUntilClosed(issue);

        assertThat(world.github.issue(issue).labels()).contains("success");
        assertThat(world.target.manifest("mirrored/public", "1"))
                .hasValueSatisfying(manifest -> assertThat(manifest.digest()).isEqualTo(IMAGE.digest()));
        assertThat(calls("acme/public"))
                .filteredOn(call -> call.startsWith("HEAD") && call.endsWith("/manifests/1"))
                // The first one learns of the challenge.
                .hasSize(2);
        assertThat(calls("acme/public"))
                .as("the index and each platform's manifest once, as without the anonymous look")
                .filteredOn(call -> call.startsWith("GET") && call.contains("/manifests/sha256:"))
                .hasSize(3);
        assertThat(tokens()).containsExactly("anonymous acme/public", "operator acme/public");
    }

    @Test
    void whatOnlyTheLoginReadsIsRefusedInTheWordsOfWhatIsAbsent() {
        int hidden = world.open("[PORTER]ghcr.io/acme/secret:1");
        int noSuchTag = world.open("[PORTER]ghcr.io/acme/secret:9");
        int absent = world.open("[PORTER]ghcr.io/acme/absent:1");

        world.runUntilClosed(hidden, noSuchTag, absent);

        List<String> answers = Stream.of(hidden, noSuchTag, absent)
                .map(issue -> world.github.comments(issue).get(0).body())
                .map(body -> body.replaceAll("<!--.*?-->", "")
                        .replaceAll("acme/(secret|absent):[19]", "NAME")
                        .replaceAll("/(secret|absent):[19]", "/NAME"))
                .toList();
        assertThat(answers.get(0)).contains("private or absent").doesNotContain("401", "403");
        assertThat(answers).containsOnly(answers.get(0));
        assertThat(world.target.repositories()).isEmpty();
        assertThat(tokens()).allMatch(token -> token.startsWith("anonymous "));
    }

    @Test
    void aRuleThatSaysSoServesPrivateImages() throws IOException {
        rules("""
                "^ghcr.io/acme/": { prefix: acme, private: true }
                "^ghcr.io": ghcr
                """);
        int issue = world.open("[PORTER]ghcr.io/acme/secret:1");

        world.runUntilClosed(issue);

        assertThat(world.github.issue(issue).labels()).contains("success");
        assertThat(tokens()).allMatch(token -> token.startsWith("operator "));
    }

    @Test
    void theTargetsLoginReadsNoSourceForAnIssueNotEvenWhereARuleServesPrivateImages() throws IOException {
        world.target.requireToken(LOGIN, true).refuseTokensWhole();
        world.target.add("other/secret", "1", IMAGE);
        world.target.hide("other/secret");
        world.with("registries.generic.username", LOGIN.username())
                .with("registries.generic.password", LOGIN.password());
        rules("\"^" + world.target.host() + "\": { prefix: own, private: true }");
        int issue = world.open("[PORTER]" + world.target.host() + "/other/secret:1");

        world.runUntilClosed(issue);

        assertThat(world.github.comments(issue).get(0).body()).contains("private or absent");
        assertThat(world.target.repositories()).containsExactly("other/secret");
    }

    @Test
    void whatTheAnonymousAnswerNamedIsCopiedThoughTheTagMoves() {
        SampleImage next = LoopbackImages.index("next", "linux/amd64");
        world.upstream.before(
                call -> call.method().equals("GET") && call.path().contains("/acme/public/manifests/"),
                () -> world.upstream.add("acme/public", "1", next));
        int issue = world.open("[PORTER]ghcr.io/acme/public:1");

        world.runUntilClosed(issue);

        assertThat(world.target.manifest("mirrored/public", "1"))
                .hasValueSatisfying(manifest -> assertThat(manifest.digest()).isEqualTo(IMAGE.digest()));
    }

    private void rules(String text) throws IOException {
        Files.writeString(folder.resolve("configs/rules.yaml"), text);
    }

    private List<String> calls(String repository) {
        return world.upstream.calls().stream()
                .map(ExchangeCall::toString)
                .filter(call -> call.contains("/v2/" + repository + "/"))
                .toList();
    }

    /** Who asked the token service, for which repository. */
    private List<String> tokens() {
        return world.upstream.calls().stream()
                .filter(call -> call.query().contains("scope="))
                .map(call -> (call.headers().containsKey("authorization") ? "operator " : "anonymous ")
                        + call.query()
                                .replaceFirst(".*repository(?::|%3A)(.*?)(?::|%3A)pull.*", "$1")
                                .replace("%2F", "/"))
                .distinct()
                .toList();
    }
}
