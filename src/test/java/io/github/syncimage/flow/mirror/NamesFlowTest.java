package io.github.syncimage.flow.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.Flavour;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.SampleImage;
import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets which name, asked of whole daemons by issues. */
@Tag("slow")
class NamesFlowTest {
    @RegisterExtension
    private final World world = new World().with("github.writes_per_minute", "0");

    private final LoopbackGitHub github = world.github;

    @BeforeEach
    void open() throws IOException {
        int number = 0;
        for (String name : List.of("library/nginx", "attacker/nginx", "alice/app", "bob/app", "mallory/app")) {
            for (String tag : List.of("1", "2")) {
                world.upstream.add(name, tag, image(++number));
            }
        }
    }

    private static SampleImage image(int number) {
        return LoopbackImages.image(Flavour.OCI, "linux/amd64", List.of(LoopbackImages.random(number, 1000)));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 2", "0, 2, 1", "1, 0, 2", "1, 2, 0", "2, 0, 1", "2, 1, 0"})
    void inWhicheverOrderARepositoryHasOneSource(int first, int second, int third) {
        List<String> reserved = List.of("nginx:1", "attacker/nginx:2", "nginx:2");
        List<String> free = List.of("alice/app:1", "bob/app:2", "alice/app:2");
        try (Flow flow = world.daemon()) {
            for (int which : List.of(first, second, third)) {
                int one = ask(reserved.get(which));
                world.awaitClosed(one, ask(free.get(which)));
                assertServed(one);
            }
        }

        assertThat(world.target.tags("mirrored/nginx")).containsExactlyInAnyOrder("1", "2");
        assertThat(world.target.tags("mirrored/docker.attacker.nginx")).containsExactly("2");
        boolean bob = first == 1;
        assertThat(world.target.tags("mirrored/app"))
                .containsExactlyInAnyOrder(bob ? new String[] {"2"} : new String[] {"1", "2"});
        assertThat(world.target.repositories())
                .contains(bob ? "mirrored/docker.alice.app" : "mirrored/docker.bob.app")
                .doesNotContain(bob ? "mirrored/docker.bob.app" : "mirrored/docker.alice.app");
    }

    @Test
    void theAnswerNamesTheShortRepositoryAndItsOwner() {
        try (Flow flow = world.daemon()) {
            int attacker = ask("attacker/nginx:1");
            world.awaitClosed(ask("alice/app:1"));
            int bob = ask("bob/app:1");
            world.awaitClosed(attacker, bob);

            assertThat(world.comment(attacker))
                    .contains("The short name `" + world.target.host()
                            + "/mirrored/nginx` belongs to `docker.io/library/nginx`, so");
            assertThat(world.comment(bob))
                    .contains("The short name `" + world.target.host()
                            + "/mirrored/app` belongs to `docker.io/alice/app`, so");
        }
    }

    @Test
    void atOnceAllTagsOfARepositoryAreOfOneSource() {
        world.with("limits.concurrent_requests", "6").with("limits.images_per_issue", "10");
        int[] issues = Stream.of("alice", "bob", "mallory", "alice", "bob", "mallory")
                .mapToInt(user -> ask(user + "/app:1 " + user + "/app:2"))
                .toArray();
        world.runUntilClosed(issues);

        String owner = Stream.of("alice", "bob", "mallory")
                .filter(user -> !world.target.repositories().contains("mirrored/docker." + user + ".app"))
                .reduce((one, two) -> one + " and " + two)
                .orElse("nobody");
        assertThat(List.of("alice", "bob", "mallory")).contains(owner);
        for (String tag : List.of("1", "2")) {
            assertThat(world.target.manifest("mirrored/app", tag).orElseThrow().digest())
                    .isEqualTo(world.upstream
                            .manifest(owner + "/app", tag)
                            .orElseThrow()
                            .digest());
        }
    }

    @Test
    void aRepositoryOfTheOperatorsIsNotWrittenToAndNamesThatLookQualifiedAreNone() {
        world.upstream.add("attacker/quay.coreos.etcd", "v3", image(41));
        world.upstream.add("nginx", "1", image(42));
        world.target.add("mirrored/app", "9", image(43));
        world.runUntilClosed(ask("alice/app:1"), ask("attacker/quay.coreos.etcd:v3"), ask("gcr.io/nginx:1"));

        assertThat(world.target.tags("mirrored/app")).containsExactly("9");
        assertThat(world.target.repositories())
                .contains("mirrored/docker.alice.app")
                .doesNotContain("mirrored/quay.coreos.etcd", "mirrored/nginx")
                .anyMatch(name -> name.matches("mirrored/nginx-[0-9a-f]{12}"));
    }

    @Test
    void whatFailsOwnsNothing() {
        world.upstream.failNext(1000, 404, call -> call.path().contains("/alice/app/blobs/"));
        int failed = ask("alice/app:1");
        world.runUntilClosed(failed);
        assertThat(world.labels(failed)).contains("failed");

        world.runUntilClosed(ask("bob/app:1"));

        assertThat(world.target.tags("mirrored/app")).containsExactly("1");
    }

    @Test
    void aLostDatabaseChangesNoOwnerWhateverOthersWrite() throws IOException {
        int alice = ask("alice/app:1");
        world.runUntilClosed(alice);
        loseDatabase();
        // A copy with tag and digest, and a copy of the answer about it.
        world.upstream.add("bob/app", "1", image(5));
        github.comment(alice, "bob", world.comment(alice).replace("alice/app", "bob/app"));
        github.forgetCalls();

        try (Flow flow = world.daemon()) {
            int bob = ask("bob/app:1");
            world.awaitClosed(bob);
            world.awaitClosed(ask("bob/app:2"), ask("mallory/app:1"), ask("alice/app:2"));
            assertThat(world.comment(bob)).contains("belongs to `docker.io/alice/app`");
        }

        assertThat(world.target.tags("mirrored/app")).containsExactlyInAnyOrder("1", "2");
        assertThat(world.target.manifest("mirrored/app", "2").orElseThrow().digest())
                .isEqualTo(
                        world.upstream.manifest("alice/app", "2").orElseThrow().digest());
        assertThat(world.target.tags("mirrored/docker.bob.app")).containsExactlyInAnyOrder("1", "2");
        assertThat(github.calls()).filteredOn(NamesFlowTest::readsBack).hasSize(1);
    }

    @Test
    void whileOurAnswersCannotBeReadWhatStandsWaits() throws IOException {
        int alice = ask("alice/app:1");
        world.runUntilClosed(alice);
        loseDatabase();
        github.failNext(1000, 403, NamesFlowTest::readsBack);
        int next = ask("alice/app:2");
        try (Flow flow = world.daemon()) {
            await().until(() ->
                    !github.comments(next).isEmpty() && world.comment(next).contains("Waiting"));
        }
        assertThat(world.target.tags("mirrored/app")).containsExactly("1");
    }

    @Test
    void withQualifiedNamesNothingIsAsked() {
        world.with("naming", "qualified");
        world.runUntilClosed(ask("alice/app:1"));

        assertThat(world.target.repositories()).containsExactly("mirrored/docker.alice.app");
        assertThat(github.calls()).noneMatch(NamesFlowTest::readsBack);
    }

    private static boolean readsBack(ExchangeCall call) {
        return call.path().endsWith("/issues/comments") && call.query().contains("sort=created");
    }

    private void loseDatabase() throws IOException {
        try (Stream<Path> files = Files.list(world.folder.resolve("data"))) {
            for (Path file : files.filter(one -> one.toString().contains("sync-image.db"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private int ask(String images) {
        return world.open("[PORTER]" + images);
    }

    private void assertServed(int issue) {
        assertThat(world.labels(issue)).contains("success");
    }
}
