package io.github.syncimage.run;

import io.github.syncimage.store.run.KeptNotes;
import io.github.syncimage.store.run.Note;
import java.util.List;
import java.util.function.Function;

/**
 * This ledger serves a daemon that is alone: it is in memory, and written down for the next start. What cannot be written
 * down costs no more than a place in the line.
 */
public final class OwnLedger implements RunLedger {
    private final Notes notes;
    private final KeptNotes stored;
    private boolean loaded;
    private boolean working;

    /** @param stored the notes of the last start, and for the next one */
    public OwnLedger(Notes notes, KeptNotes stored) {
        this.notes = notes;
        this.stored = stored;
    }

    @Override
    public synchronized <T> T change(Function<Notes, T> work) {
        if (working) {
            return work.apply(notes);
        }
        working = true;
        try {
            load();
            T result = work.apply(notes);
            List<Note> changes = notes.changes();
            notes.keep();
            stored.write(changes);
            return result;
        } finally {
            // Where the work has thrown.
            notes.undo();
            working = false;
        }
    }

    /** The line keeps its order. Whoever stands in it is taken again: what people did meanwhile is at GitHub. */
    private void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        notes.load(stored.all());
        notes.runs().changeAll(state -> state.afterDeaths(state.deaths() + (state.is(RunState.Mark.BEGUN) ? 1 : 0))
                .kept());
        notes.keep();
    }

    @Override
    public <T> T settle(T atTheEnd, Function<Notes, T> work) {
        return change(work);
    }

    @Override
    public <T> T look(Function<Notes, T> work) {
        return change(work);
    }

    @Override
    public synchronized <T> T recall(Function<Notes, T> work) {
        return work.apply(notes);
    }

    @Override
    public void close() {
        // They are the store's.
    }
}
