package io.github.syncimage.page.catalogue;

import io.github.syncimage.store.MirroredList;
import io.github.syncimage.store.MirroredRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds everything that was mirrored, read again only where it has changed, and never for one reader while another one's
 * reading is under way. Safe for threads.
 */
public final class Catalogue {
    /** To ask whether it has changed is a question to the database. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final MirroredList list;
    private final boolean requesters;
    private final Clock clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Snapshot known;
    private volatile Instant looked = Instant.MIN;

    /** @param requesters whether it tells who asked and in which issue; otherwise nothing here knows */
    public Catalogue(MirroredList list, boolean requesters, Clock clock) {
        this.list = list;
        this.requesters = requesters;
        this.clock = clock;
    }

    /**
     * Returns it as it is now, or as it was when the database could be read last.
     *
     * @return empty where it could not be read yet
     */
    public Optional<Snapshot> now() {
        if (known == null) {
            looking.lock();
        } else if (clock.instant().isBefore(looked.plus(BETWEEN_LOOKS)) || !looking.tryLock()) {
            return Optional.of(known);
        }
        try {
            look();
        } finally {
            looking.unlock();
        }
        return Optional.ofNullable(known);
    }

    private void look() {
        if (clock.instant().isBefore(looked.plus(BETWEEN_LOOKS))) {
            return;
        }
        // Before the rows: where they change in between, the next look reads them again.
        list.revision().filter(this::isNew).ifPresent(revision -> list.all().ifPresent(rows -> {
            List<MirroredRow> shown =
                    requesters ? rows : rows.stream().map(MirroredRow::ofNobody).toList();
            known = new Snapshot(revision, clock.instant(), shown, list::details);
        }));
        looked = clock.instant();
    }

    private boolean isNew(String revision) {
        return known == null || !known.revision().equals(revision);
    }
}
