package io.github.syncimage.flow.intake;

import io.github.syncimage.flow.line.Workforce;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.github.Served;
import io.github.syncimage.run.Notes;
import io.github.syncimage.run.RunLedger;
import io.github.syncimage.run.SharedLedger;
import io.github.syncimage.store.run.SharedNotes;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Daemons in one process that share a line in PostgreSQL. */
final class Team {
    private final String name = UUID.randomUUID().toString();
    private final Set<String> dead = ConcurrentHashMap.newKeySet();
    private final Set<String> cutOff = ConcurrentHashMap.newKeySet();
    private final int workers;
    private final Clock clock;

    /** @param workers of all of them together, that is, of two */
    Team(int workers, Clock clock) {
        this.workers = workers;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    /** Another daemon of the team, which is known by that name. */
    Daemon daemon(String self, DataSource database) {
        dead.remove(self);
        Repositories repositories = Served.of(clock, Served.MIRROR);
        return new Daemon(ledger(self, database), workforce(self), repositories, clock);
    }

    RunLedger ledger(String self, DataSource database) {
        return new SharedLedger(
                Notes.empty(Served.of(clock, Served.MIRROR)::ours), new SharedNotes(database, name), self);
    }

    /** It gives no sign any more. */
    void dies(String self) {
        dead.add(self);
    }

    /** It does not reach GitHub. */
    void isCutOff(String self) {
        cutOff.add(self);
    }

    private Workforce workforce(String self) {
        return new Workforce() {
            @Override
            public String self() {
                return self;
            }

            @Override
            public int workers() {
                return workers;
            }

            @Override
            public boolean isDead(String daemon) {
                return dead.contains(daemon);
            }

            @Override
            public boolean able() {
                return !cutOff.contains(self);
            }

            @Override
            public int own() {
                return self.equals("alone") ? workers : workers / 2;
            }
        };
    }
}
