package io.github.syncimage.flow;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleArtifacts;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.testing.Front;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger gets of registries to which the operator has a login. */
@Tag("slow")
class PrivateImagesTest {
    private static final Credentials LOGIN = new Credentials("operator", "secret");
    private static final SampleImage IMAGE = LoopbackImages.index("app", "linux/amd64", "linux/arm64");
    private static final String SIGNATURE = "sha256-" + IMAGE.digest().hex() + ".sig";
    private static final String HEAD = "HEAD /v2/%s/manifests/1";

    @RegisterExtension
    private final World world = new World();

    @BeforeEach
    void open() {
        world.upstream.requireToken(LOGIN, true).refuseTokensWhole();
        world.upstream.add("acme/public", "1", IMAGE);
        world.upstream.add("acme/secret", "1", IMAGE);
        for (String repository : List.of("acme/public", "acme/secret")) {
            world.upstream.add(repository, SIGNATURE, SampleArtifacts.signature(IMAGE, 1));
        }
        world.upstream.hide("acme/secret");
        world.with("registries.hosts.ghcr.io.username", LOGIN.username())
                .with("registries.hosts.ghcr.io.password", LOGIN.password());
    }

    @Test
    void whatEverybodyReadsIsAskedForByOneAnonymousHeadAndReadWithTheLogin() {
        int issue = world.open("[PORTER]ghcr.io/acme/public:1");

        world.runUntilClosed(issue);

        assertThat(world.labels(issue)).contains("success");
        assertThat(world.target.manifest("mirrored/public", "1"))
                .hasValueSatisfying(manifest -> assertThat(manifest.digest()).isEqualTo(IMAGE.digest()));
        assertThat(calls("acme/public"))
                .as("the first one learns of the challenge; signatures are looked for once the second is answered")
                .startsWith(HEAD.formatted("acme/public"), HEAD.formatted("acme/public"))
                .containsOnlyOnce("HEAD /v2/acme/public/manifests/" + SIGNATURE)
                .filteredOn(call -> call.equals(HEAD.formatted("acme/public")))
                .hasSize(2);
        assertThat(calls("acme/public"))
                .as("the index, each platform's manifest and the signature once, as without the anonymous look")
                .filteredOn(call -> call.startsWith("GET") && call.contains("/manifests/sha256:"))
                .hasSize(4);
        assertThat(tokens()).containsExactly("anonymous acme/public", "operator acme/public");
    }

    @Test
    void whatOnlyTheLoginReadsIsRefusedInTheWordsOfWhatIsAbsent() {
        int hidden = world.open("[PORTER]ghcr.io/acme/secret:1");
        int noSuchTag = world.open("[PORTER]ghcr.io/acme/secret:9");
        int absent = world.open("[PORTER]ghcr.io/acme/absent:1");

        world.runUntilClosed(hidden, noSuchTag, absent);

        List<String> answers = Stream.of(hidden, noSuchTag, absent)
                .map(world::comment)
                .map(body -> body.replaceAll("<!--.*?-->", "")
                        .replaceAll("acme/(secret|absent):[19]", "NAME")
                        .replaceAll("/(secret|absent):[19]", "/NAME"))
                .toList();
        assertThat(answers.get(0)).contains("private or absent").doesNotContain("401", "403");
        assertThat(answers).containsOnly(answers.get(0));
        assertThat(world.target.repositories()).isEmpty();
        assertThat(tokens()).allMatch(token -> token.startsWith("anonymous "));
        assertThat(calls("acme/secret")).allMatch(call -> call.matches("HEAD .*/manifests/[19]"));
    }

    /** Nothing was said about who may read. */
    @ParameterizedTest
    @CsvSource({
        "429,  1, /manifests/, ⏳",
        "429,  1, /token,      ⏳",
        "503,  2, /manifests/, docker pull",
        "0,    2, /token,      docker pull",
        "503, 99, /manifests/, This looks temporary",
        "0,   99, /manifests/, This looks temporary",
    })
    void troubleIsWaitedForAndNeverCalledPrivate(int status, int times, String where, String told) {
        Predicate<ExchangeCall> which = call -> call.path().contains(where);
        if (status == 429) {
            world.upstream.limitRate(times, which, Duration.ofSeconds(90));
        } else {
            world.upstream.failNext(times, status, which);
        }
        int issue = world.open("[PORTER]ghcr.io/acme/public:1");

        try (Flow flow = world.daemon()) {
            await().until(() -> flow.parts().runs().waiting() == 1
                    || !world.github.issue(issue).open());
        }

        assertThat(world.comment(issue)).contains(told).doesNotContain("private or absent");
        assertThat(world.github.issue(issue).open()).isEqualTo(told.equals("⏳"));
        assertThat(tokens().contains("operator acme/public")).isEqualTo(told.equals("docker pull"));
    }

    @Test
    void nearTagsAreWhatEverybodyReads() {
        int issue = world.open("[PORTER]ghcr.io/acme/public:11");

        world.runUntilClosed(issue);

        assertThat(world.comment(issue)).contains("Tags that are near: `1`");
        assertThat(calls("acme/public")).anyMatch(call -> call.startsWith("GET /v2/acme/public/tags/list"));
        assertThat(tokens()).containsExactly("anonymous acme/public");
    }

    /** Where a rule serves private images, all is read as it was before anybody was asked for anonymously. */
    @ParameterizedTest
    @ValueSource(strings = {"ghcr", "{ prefix: ghcr, private: true }"})
    void withoutALoginItCostsNoRequestMore(String rule) {
        rules("\"^ghcr.io\": " + rule);
        world.options().keySet().removeIf(key -> key.matches("registries.hosts.ghcr.io.(username|password)"));
        int issue = world.open("[PORTER]ghcr.io/acme/public:1");

        world.runUntilClosed(issue);

        assertThat(world.upstream.calls())
                .map(call -> call.method() + call.path().replaceAll("[0-9a-f]{64}", "…"))
                .map(call -> call.replace("/v2/acme/public/", " "))
                .startsWith("HEAD manifests/1", "GET/token", "HEAD manifests/1")
                .satisfies(calls -> assertThat(calls.stream().collect(groupingBy(call -> call, counting())))
                        .isEqualTo(Map.of(
                                "HEAD manifests/1", 2L,
                                "GET/token", 1L,
                                "GET manifests/sha256:…", 3L + 1,
                                "GET blobs/sha256:…", 5L + 2,
                                "GET referrers/sha256:…", 3L,
                                "HEAD manifests/sha256-….sig", 3L,
                                "HEAD manifests/sha256-….att", 3L,
                                "HEAD manifests/sha256-….sbom", 3L,
                                "HEAD manifests/sha256-…", 3L)));
    }

    @Test
    void aRetryAsksAnonymouslyAgain() {
        int issue = world.open("[PORTER]ghcr.io/acme/secret:1");
        try (Flow flow = world.daemon()) {
            world.awaitClosed(issue);
            world.upstream.forgetCalls();
            world.github.comment(issue, "alice", "/retry");
            await().until(() -> answers(issue, "private or absent") == 2);

            assertThat(tokens()).containsExactly("anonymous acme/secret");

            world.upstream.publish("acme/secret");
            world.github.comment(issue, "alice", "/retry");
            await().until(() -> answers(issue, "docker pull") == 1);
        }
    }

    /** A daemon has no logins: it is given one with each request. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withTheDockerEngineItIsRefusedBeforeTheDaemonPulls(boolean reached) {
        URI nobody = URI.create("http://127.0.0.1:1");
        try (Front docker = Front.alone().answer(call -> Front.reply(403, "{\"message\":\"denied\"}"))) {
            world.with("copy.engine", "docker").environment("DOCKER_HOST", "tcp://" + docker.host());
            int issue = world.open("[PORTER]ghcr.io/acme/secret:1");

            world.through("ghcr.io", reached ? world.upstream.uri() : nobody).runUntilClosed(issue);

            assertThat(world.comment(issue)).contains("private or absent");
            assertThat(docker.calls())
                    .containsExactlyElementsOf(
                            reached ? List.of() : List.of("GET /distribution/127.0.0.1:1/acme/secret:1/json"));
            assertThat(docker.requests()).allMatch(request -> request.header("X-Registry-Auth") == null);
            assertThat(tokens()).doesNotContain("operator acme/secret");
        }
    }

    @Test
    void aRuleThatSaysSoServesPrivateImages() {
        rules("""
                "^ghcr.io/acme/": { prefix: acme, private: true }
                "^ghcr.io": ghcr
                """);
        int issue = world.open("[PORTER]ghcr.io/acme/secret:1");

        world.runUntilClosed(issue);

        assertThat(world.labels(issue)).contains("success");
        assertThat(tokens()).allMatch(token -> token.startsWith("operator "));
    }

    @Test
    void theTargetsLoginReadsNoSourceForAnIssueNotEvenWhereARuleServesPrivateImages() {
        world.target.requireToken(LOGIN, true).refuseTokensWhole();
        world.target.add("other/secret", "1", IMAGE);
        world.target.hide("other/secret");
        world.with("registries.generic.username", LOGIN.username())
                .with("registries.generic.password", LOGIN.password());
        rules("\"^" + world.target.host() + "\": { prefix: own, private: true }");
        int issue = world.open("[PORTER]" + world.target.host() + "/other/secret:1");

        world.runUntilClosed(issue);

        assertThat(world.comment(issue)).contains("private or absent");
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

    private void rules(String text) {
        world.write(world.folder.resolve("configs/rules.yaml"), text);
    }

    private long answers(int issue, String text) {
        return world.github.comments(issue).stream()
                .filter(comment -> comment.body().contains(text))
                .count();
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
