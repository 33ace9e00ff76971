package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.testing.Gate;
import io.github.syncimage.testing.Link;
import io.github.syncimage.testing.Relay;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to one daemon at the worst moment, at length: {@code make chaos} runs it. */
class CrashRuns extends FleetRuns {
    /** Where it dies, by the first call that it does not live to see answered. */
    enum Step {
        BEFORE_THE_COMMENT(
                true, call -> call.method().equals("POST") && call.path().endsWith("/comments")),
        AFTER_THE_COMMENT(
                true, call -> call.method().equals("POST") && call.path().endsWith("/comments")),
        AFTER_THE_OLD_LABEL_WAS_REMOVED(
                true, call -> call.method().equals("PATCH") && call.path().matches(".*/issues/[0-9]+")),
        WHILE_COPYING(false, call -> call.path().contains("/blobs/sha256:")),
        AFTER_THE_TAG(false, call -> call.method().equals("PUT") && call.path().endsWith("/manifests/1")),
        AFTER_THE_RESULT(
                true,
                call -> call.method().equals("PATCH")
                        && call.path().contains("/issues/comments/")
                        && call.body().contains(":success")),
        AFTER_THE_CLOSING(
                true, call -> call.method().equals("PATCH") && call.body().contains("\"closed\""));

        private final boolean atGitHub;
        private final Predicate<ExchangeCall> call;

        Step(boolean atGitHub, Predicate<ExchangeCall> call) {
            this.atGitHub = atGitHub;
            this.call = call;
        }
    }

    /** docs/decisions/0031 has the table. */
    @ParameterizedTest
    @EnumSource(Step.class)
    void whoeverIsKilledInThatStepLeavesOneCommentAndOneResult(Step step) throws Exception {
        fleet.upstream.add("acme/app", "1", LoopbackImages.single("app", "linux/amd64"));
        fleet.start("one").awaitReady();
        fleet.start("two").awaitReady();
        boolean again = step == Step.AFTER_THE_OLD_LABEL_WAS_REMOVED;
        int served = again ? fleet.request("acme/app:1") : 0;
        if (again) {
            fleet.awaitClosed(served);
        }
        List<String> killed = new CopyOnWriteArrayList<>();
        Runnable kill = () -> killed.add(killWhoHas());
        if (step.atGitHub) {
            fleet.github.before(step.call, kill);
            if (step == Step.BEFORE_THE_COMMENT) {
                // It is not taken either.
                fleet.github.failNext(1, 0, step.call);
            }
        } else {
            (step == Step.WHILE_COPYING ? fleet.upstream : fleet.target).before(step.call, kill);
        }
        int issue = again ? served : fleet.request("acme/app:1");
        if (again) {
            fleet.github.reopen(issue);
        }
        int runs = again ? 2 : 1;
        await().until(() -> !killed.isEmpty());
        long begin = System.nanoTime();
        fleet.awaitClosed(issue);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        assertThat(fleet.github.comments(issue)).hasSize(runs);
        assertThat(fleet.github.issue(issue).labels()).contains("success");
        assertThat(fleet.results(issue)).as("results that were written").isEqualTo(runs);
        report.line(
                "`kill -9` " + step.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                "closed " + seconds + " s later, " + (runs == 1 ? "one comment" : "a comment for each of two runs")
                        + ", into which the result was written once");
    }

    private void killNext(Predicate<ExchangeCall> call, List<String> killed, int times) {
        fleet.upstream.before(call, () -> {
            String node = killWhoHas();
            // A second call of one that is dead by now kills nobody.
            if (!killed.contains(node)) {
                killed.add(node);
            }
            if (killed.size() < times) {
                killNext(call, killed, times);
            }
        });
    }

    private String killWhoHas() {
        try {
            List<String> working = fleet.working();
            String node = working.isEmpty() ? fleet.leader() : working.get(0);
            fleet.named(node).kill();
            return node;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 20})
    void aCopyEndsWhileTheDatabaseIsAwayAndIsNotRepeated(int seconds) throws Exception {
        fleet.upstream.add("acme/app", "1", LoopbackImages.single("app", "linux/amd64"));
        try (Gate gate = Gate.closed(fleet.upstream.uri(), call -> call.line().contains("/blobs/"))) {
            fleet.start("one", Fleet.through(gate.uri())).awaitReady();
            fleet.start("two", Fleet.through(gate.uri())).awaitReady();
            int issue = fleet.request("acme/app:1");
            await().until(gate::holds);
            fleet.postgres.stop();
            gate.open();
            TimeUnit.SECONDS.sleep(seconds);
            fleet.postgres.start();
            fleet.awaitClosed(issue);
            fleet.assertServedOnce(issue);
            report.line(
                    "PostgreSQL stopped at once in the middle of a copy, for " + seconds + " s",
                    gate.held().size() + " layers and configurations asked for, " + fleet.tagsSet()
                            + " tag written, one result");
            assertThat(fleet.tagsSet()).isEqualTo(1);
        }
    }

    @Test
    void oneWhoseCableIsPulledWritesNothingAndWorksAgainLater() throws Exception {
        assumeTrue(Link.possible(), "a network of its own takes root");
        fleet.upstream.add("acme/app", "1", LoopbackImages.single("app", "linux/amd64"));
        fleet.upstream.add("acme/app2", "1", LoopbackImages.single("app2", "linux/amd64"));
        try (Gate gate = Gate.closed(fleet.upstream.uri(), call -> call.line().contains("/blobs/"));
                Link link = Link.add();
                Relay github = new Relay(Link.HERE, fleet.github.apiUrl().getPort());
                Relay gated = new Relay(Link.HERE, gate.uri().getPort());
                Relay upstream = new Relay(Link.HERE, fleet.upstream.uri().getPort());
                Relay target = new Relay(Link.HERE, fleet.target.uri().getPort());
                Relay database = new Relay(Link.HERE, fleet.postgres.port())) {
            fleet.reachedAt(Link.HERE);
            Daemon far = fleet.startBy(
                            link.command(),
                            Link.THERE,
                            "far",
                            Fleet.through(URI.create(
                                    "http://" + Link.HERE + ":" + gate.uri().getPort())))
                    .awaitReady();
            int issue = fleet.request("acme/app:1");
            await().until(gate::holds);
            Daemon near = fleet.start("near").awaitReady();
            link.down();
            gate.open();
            long begin = System.nanoTime();
            fleet.awaitClosed(issue);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            link.up();
            far.awaitReady();
            near.kill();
            int next = fleet.request("acme/app2:1");
            fleet.awaitClosed(next);
            fleet.assertServedOnce(issue, next);
            report.line(
                    "a daemon's network goes in a copy, and comes back",
                    "another served it " + seconds + " s later; the first one wrote nothing, and served the next");
        }
    }

    @Test
    void aHungUpstreamIsGivenUp() throws Exception {
        fleet.upstream.add("acme/app", "1", LoopbackImages.single("app", "linux/amd64"));
        AtomicInteger left = new AtomicInteger(1);
        try (Gate gate = Gate.closed(
                fleet.upstream.uri(), call -> call.line().contains("/blobs/") && left.getAndDecrement() > 0)) {
            fleet.start("one", Fleet.through(gate.uri()));
            int issue = fleet.request("acme/app:1");
            await().until(gate::holds);
            long begin = System.nanoTime();
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> !fleet.github.issue(issue).open());
            fleet.assertServedOnce(issue);
            report.line(
                    "an upstream answers nothing to the request for a layer",
                    "served " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + " s later");
        }
    }

    @Test
    void aRequestThatKillsItsWorkersIsGivenUp() throws Exception {
        fleet.upstream.add("acme/poison", "1", LoopbackImages.single("poison", "linux/amd64"));
        List<String> killed = new CopyOnWriteArrayList<>();
        Predicate<ExchangeCall> layer = call -> call.path().contains("/blobs/sha256:");
        for (int i = 0; i < 4; i++) {
            fleet.start("worker" + i).awaitReady();
        }
        killNext(layer, killed, 3);
        int issue = fleet.request("acme/poison:1");
        await().atMost(Duration.ofMinutes(3))
                .until(() -> !fleet.github.issue(issue).open());
        assertThat(killed).hasSize(3);
        assertThat(fleet.github.comments(issue)).hasSize(1);
        assertThat(fleet.github.issue(issue).labels()).contains("failed");
        report.line(
                "a request that kills each worker that takes it",
                "given up after " + killed.size() + " deaths, said on the issue");
    }

    @Test
    void aWrongClockTakesNobodysWorkAway() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/faketime")), "Debian's package faketime is missing");
        fleet.upstream.add("acme/app", "1", LoopbackImages.single("app", "linux/amd64"));
        try (Gate gate = Gate.closed(fleet.upstream.uri(), call -> call.line().contains("/blobs/"))) {
            fleet.start("right", Fleet.through(gate.uri())).awaitReady();
            int issue = fleet.request("acme/app:1");
            await().until(gate::holds);
            for (String off : List.of("+60s", "-60s")) {
                fleet.startBy(
                                List.of("faketime", "-f", off),
                                "127.0.0.1",
                                "wrong" + off.replace('+', 'p'),
                                Fleet.through(gate.uri()))
                        .awaitReady();
            }
            TimeUnit.SECONDS.sleep(Fleet.PAST_DEAD_SECONDS);
            assertThat(fleet.working()).containsExactly("right");
            assertThat(gate.held()).as("nobody else asks for it").doesNotHaveDuplicates();
            gate.open();
            fleet.awaitClosed(issue);
            fleet.assertServedOnce(issue);
            report.line("the clocks of two daemons 60 s off, ahead and behind", "they took nobody's work away");
        }
    }
}
