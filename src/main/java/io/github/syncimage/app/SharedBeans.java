package io.github.syncimage.app;

import io.github.syncimage.concurrent.TakenOverException;
import io.github.syncimage.flow.SharedWork;
import io.github.syncimage.image.Digest;
import io.github.syncimage.page.Meta;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.run.Leadership;
import io.github.syncimage.store.run.Membership;
import io.github.syncimage.store.run.Node;
import io.github.syncimage.store.run.SeenNode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds what the daemons of a team share: the database, who of them lives and leads, and the queue. */
final class SharedBeans implements AutoCloseable {
    private static final int TEAM_LENGTH = 12;
    private static final long LOOK_MILLIS = 100;

    final SharedWork work;

    /** @param name this daemon's, which no other has */
    SharedBeans(Settings settings, MirrorStore store, Settings.Role role, String name) {
        Node self = new Node(
                name,
                team(settings),
                role.name().toLowerCase(Locale.ROOT),
                Meta.version(),
                role.works() ? settings.get(Keys.CONCURRENT_REQUESTS) : 0);
        Membership membership = store.members().orElseThrow();
        membership.as(self);
        work = new SharedWork(
                store.server().orElseThrow().connections(), membership, new Leadership(membership), role.polls());
    }

    /**
     * Those who would do the same for the same issues. Daemons with other issues, or another target for theirs, are another
     * team in the same database.
     */
    private static String team(Settings settings) {
        String said = Stream.concat(
                        Stream.of(
                                settings.get(Keys.GITHUB_API_URL).toString(),
                                Objects.requireNonNullElse(settings.get(Keys.APP_ID), ""),
                                String.valueOf(settings.get(Keys.TARGET_REGISTRY)),
                                settings.get(Keys.GITHUB_LABEL)),
                        settings.repositories().stream()
                                .map(repository -> repository.toString().toLowerCase(Locale.ROOT) + " "
                                        + repository.label() + " " + repository.namespace())
                                .sorted())
                .collect(Collectors.joining("\n"));
        return Digest.of(said).hex().substring(0, TEAM_LENGTH);
    }

    void start() {
        work.membership().start();
        if (work.polls()) {
            work.leadership().start();
        }
    }

    /**
     * Returns when this is the one that leads.
     *
     * @param patience for a leader that has just ended, and a database that does not answer
     * @throws SettingsException where another leads, or nobody can tell
     */
    void awaitLead(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!leads()) {
            if (System.nanoTime() > end) {
                throw SettingsException.of("database", null, whyNot());
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped before it began", e);
            }
        }
    }

    private String whyNot() {
        try {
            return work.membership().living().stream()
                    .filter(SeenNode::leads)
                    .findFirst()
                    .map(leader -> leader.node().name() + " reads these issues already, and it and those that share the"
                            + " work serve them: see `sync-image status`")
                    .orElse("it cannot be told whether a daemon reads these issues");
        } catch (SQLException away) {
            return "it does not answer, so nobody can tell whether a daemon reads these issues: " + away.getMessage();
        }
    }

    /** Only the one that leads reads issues and goes through lists. */
    boolean leads() {
        return work.leadership().leads();
    }

    /**
     * Waits while that cannot be found out.
     *
     * @throws TakenOverException where another daemon leads by now
     */
    void stillLeads() {
        try {
            if (work.leadership().stillOurs()) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new TakenOverException("what only one daemon does");
    }

    /** Another number each time this daemon begins to. */
    int term() {
        return work.leadership().term();
    }

    /** Returns whether somebody else goes on with what this daemon hands back. */
    boolean othersWork() {
        try {
            return work.membership().living().stream()
                    .map(SeenNode::node)
                    .anyMatch(node -> node.workers() > 0
                            && !node.name().equals(work.membership().self().name()));
        } catch (SQLException away) {
            return false;
        }
    }

    @Override
    public void close() {
        // The sign goes on until the store is closed.
        work.leadership().close();
    }
}
