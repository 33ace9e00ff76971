package io.github.syncimage.flow.line;

import io.github.syncimage.store.run.Membership;
import io.github.syncimage.store.run.SeenNode;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemons of a team, as the database knows them. */
public final class TeamWorkforce implements Workforce {
    private static final Logger LOG = LoggerFactory.getLogger(TeamWorkforce.class);
    /** Daemons come and go more seldom than that. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Membership membership;
    private final BooleanSupplier reach;
    private List<SeenNode> living = List.of();
    private long asked;
    private boolean known;
    private volatile boolean able = true;

    /** @param reach whether this daemon reaches what it needs to serve a run */
    public TeamWorkforce(Membership membership, BooleanSupplier reach) {
        this.membership = membership;
        this.reach = reach;
    }

    @Override
    public String self() {
        return membership.self().name();
    }

    @Override
    public synchronized int workers() {
        look();
        return living.stream().mapToInt(seen -> seen.node().workers()).sum();
    }

    @Override
    public synchronized int keptForSmall() {
        look();
        return (int) living.stream().filter(seen -> seen.node().workers() > 1).count();
    }

    @Override
    public synchronized boolean isDead(String daemon) {
        look();
        return known
                && membership.knowsTheDead()
                && living.stream().noneMatch(seen -> seen.node().name().equals(daemon));
    }

    private void look() {
        long now = System.nanoTime();
        if (known && now - asked < FRESH.toNanos()) {
            return;
        }
        asked = now;
        try {
            living = membership.living();
            known = true;
        } catch (SQLException away) {
            known = false;
            LOG.debug("nobody is held for dead: {}", away.getMessage());
        }
    }

    @Override
    public int own() {
        return membership.self().workers();
    }

    @Override
    public boolean able() {
        boolean now = reach.getAsBoolean();
        if (now != able) {
            able = now;
            LOG.warn(
                    now
                            ? "runs are taken again"
                            : "runs are left to other daemons: this one does not reach what it needs for them");
        }
        return now;
    }

    /** The database's time, which is that of all; this machine's before it was asked for the first time. */
    public Clock clock() {
        InstantSource now = () -> {
            try {
                return membership.now();
            } catch (IllegalStateException notYet) {
                return Instant.now();
            }
        };
        return now.withZone(ZoneOffset.UTC);
    }
}
