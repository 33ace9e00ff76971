package io.github.syncimage.run;

import java.util.function.Consumer;
import java.util.function.Function;

/** The ledger keeps the {@link Notes} on runs. It is safe for use by several threads; work that is passed to it may use it again. */
public interface RunLedger extends AutoCloseable {
    /**
     * Changes the notes: the work is done whole or not at all, and nobody else changes anything meanwhile.
     *
     * @throws LedgerAwayException when it cannot be asked for now
     */
    <T> T change(Function<Notes, T> work);

    default void update(Consumer<Notes> work) {
        change(notes -> {
            work.accept(notes);
            return null;
        });
    }

    /** Changes the notes; returns {@code whileAway} when they cannot be asked for now. */
    default <T> T change(T whileAway, Function<Notes, T> work) {
        try {
            return change(work);
        } catch (LedgerAwayException e) {
            return whileAway;
        }
    }

    /** Changes the notes, unless they cannot be asked for now. */
    default void updateUnlessAway(Consumer<Notes> work) {
        change(null, notes -> {
            work.accept(notes);
            return null;
        });
    }

    /** Changes the notes as soon as they can be asked for; returns {@code atTheEnd} when the program ends before that. */
    <T> T settle(T atTheEnd, Function<Notes, T> work);

    /** Reads the notes as they are now; as they were known last when they cannot be asked for. */
    <T> T look(Function<Notes, T> work);

    /** Reads the notes as they were known last, which costs nothing. */
    <T> T recall(Function<Notes, T> work);

    @Override
    void close();
}
