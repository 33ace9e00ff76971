package io.github.syncimage.run;

import io.github.syncimage.store.run.KeptNotes;
import io.github.syncimage.store.run.Note;
import java.util.List;
import java.util.function.Function;

/**
 * The ledger of a daemon that is alone: in memory, and written down for the next start. What cannot be written down costs
 * no more than a place in the line.
 */
public final class OwnLedger implements RunLedger {
    private final Book book;
    private final KeptNotes notes;
    private boolean loaded;
    private boolean working;

    /** @param notes of the last start, and for the next one */
    public OwnLedger(Book book, KeptNotes notes) {
        this.book = book;
        this.notes = notes;
    }

    @Override
    public synchronized <T> T change(Function<Book, T> work) {
        if (working) {
            return work.apply(book);
        }
        working = true;
        try {
            load();
            T result = work.apply(book);
            List<Note> changes = book.changes();
            book.keep();
            notes.write(changes);
            return result;
        } finally {
            // Where the work has thrown.
            book.undo();
            working = false;
        }
    }

    /** The line keeps its order. Whoever stands in it is taken again: what people did meanwhile is at GitHub. */
    private void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        book.load(notes.all());
        book.places().changeAll(place -> place.afterDeaths(place.deaths() + (place.is(Place.Mark.BEGUN) ? 1 : 0))
                .kept());
        book.keep();
    }

    @Override
    public <T> T settle(T atTheEnd, Function<Book, T> work) {
        return change(work);
    }

    @Override
    public <T> T look(Function<Book, T> work) {
        return change(work);
    }

    @Override
    public synchronized <T> T recall(Function<Book, T> work) {
        return work.apply(book);
    }

    @Override
    public void close() {
        // The notes are the store's.
    }
}
