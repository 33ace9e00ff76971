package io.github.syncimage.run;

import java.util.function.Consumer;
import java.util.function.Function;

/** Where it is written what is remembered of runs. Safe for use by several threads; within one's work it may be asked again. */
public interface RunLedger extends AutoCloseable {
    /**
     * Changes what is remembered: all of it or nothing, and nobody else changes anything meanwhile.
     *
     * @throws LedgerAwayException when it cannot be asked for now
     */
    <T> T change(Function<Book, T> work);

    /** The same where nothing comes of it. */
    default void update(Consumer<Book> work) {
        change(book -> {
            work.accept(book);
            return null;
        });
    }

    /** The same, or {@code whileAway} when it cannot be asked for now. */
    default <T> T change(T whileAway, Function<Book, T> work) {
        try {
            return change(work);
        } catch (LedgerAwayException e) {
            return whileAway;
        }
    }

    /** The same where nothing comes of it, or nothing at all when it cannot be asked for now. */
    default void updateUnlessAway(Consumer<Book> work) {
        change(null, book -> {
            work.accept(book);
            return null;
        });
    }

    /** The same, as soon as it can be asked; {@code atTheEnd} when the program ends before that. */
    <T> T settle(T atTheEnd, Function<Book, T> work);

    /** Looks at what is remembered now; as it was known last when it cannot be asked. */
    <T> T look(Function<Book, T> work);

    /** Looks at what was remembered when it was asked last, which costs nothing. */
    <T> T recall(Function<Book, T> work);

    @Override
    void close();
}
