package io.github.syncimage.run;

import io.github.syncimage.store.run.Note;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The notes of one kind, in the order in which they came. Not safe for use by several threads: its ledger sees to that. */
public final class Shelf<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    private final Kind<K, V> kind;
    private final Map<K, V> notes = new LinkedHashMap<>();
    /** What stood there before the change that is being made, null for nothing. */
    private final Map<K, V> before = new LinkedHashMap<>();

    Shelf(Kind<K, V> kind) {
        this.kind = kind;
    }

    public Optional<V> find(K key) {
        return Optional.ofNullable(notes.get(key));
    }

    public Map<K, V> all() {
        return Collections.unmodifiableMap(notes);
    }

    public Collection<V> values() {
        return Collections.unmodifiableCollection(notes.values());
    }

    public void remove(K key) {
        put(key, null);
    }

    /** Puts what this makes of it in its place; nothing where there is none. */
    public void change(K key, UnaryOperator<V> how) {
        find(key).ifPresent(value -> put(key, how.apply(value)));
    }

    /** The same of each. */
    public void changeAll(UnaryOperator<V> how) {
        List.copyOf(notes.keySet()).forEach(key -> change(key, how));
    }

    /** Removes those whose key is such. */
    public void removeIf(Predicate<? super K> which) {
        notes.keySet().stream().filter(which).toList().forEach(this::remove);
    }

    /** @param value null for none */
    public void put(K key, V value) {
        V old = write(key, value);
        if (!before.containsKey(key)) {
            before.put(key, old);
        }
    }

    private V write(K key, V value) {
        return value == null ? notes.remove(key) : notes.put(key, value);
    }

    String kind() {
        return kind.name();
    }

    /** What the database says. */
    void load(Note note) {
        try {
            K key = kind.key().apply(note.name());
            write(key, kind.read(key, note.value()));
        } catch (IllegalArgumentException notOurs) {
            // By a release that has written it otherwise.
            LOG.debug("left alone: {} {}", note.kind(), note.name(), notOurs);
        }
    }

    /** What the change that is being made has changed. */
    List<Note> changes() {
        return before.entrySet().stream()
                .filter(changed -> !Objects.equals(changed.getValue(), notes.get(changed.getKey())))
                .map(changed -> new Note(
                        kind.name(), kind.called().apply(changed.getKey()), kind.write(notes.get(changed.getKey()))))
                .toList();
    }

    /** The change is made. */
    void keep() {
        before.clear();
    }

    /** It is as if there had been no change. */
    void undo() {
        before.forEach(this::write);
        before.clear();
    }

    void clear() {
        notes.clear();
    }
}
