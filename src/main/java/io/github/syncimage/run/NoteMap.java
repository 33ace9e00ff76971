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

/** Keeps the notes of one kind, in the order in which they came. Its ledger lets one thread at a time use it. */
public final class NoteMap<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(NoteMap.class);

    private final Kind<K, V> kind;
    private final Map<K, V> entries = new LinkedHashMap<>();
    /** The values before the change that is being made, null for none. */
    private final Map<K, V> before = new LinkedHashMap<>();

    NoteMap(Kind<K, V> kind) {
        this.kind = kind;
    }

    public Optional<V> find(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    public Map<K, V> all() {
        return Collections.unmodifiableMap(entries);
    }

    public Collection<V> values() {
        return Collections.unmodifiableCollection(entries.values());
    }

    public void remove(K key) {
        put(key, null);
    }

    /** Replaces the value by what this makes of it; does nothing where there is none. */
    public void change(K key, UnaryOperator<V> how) {
        find(key).ifPresent(value -> put(key, how.apply(value)));
    }

    public void changeAll(UnaryOperator<V> how) {
        List.copyOf(entries.keySet()).forEach(key -> change(key, how));
    }

    public void removeIf(Predicate<? super K> which) {
        entries.keySet().stream().filter(which).toList().forEach(this::remove);
    }

    /** @param value null for none */
    public void put(K key, V value) {
        V old = write(key, value);
        if (!before.containsKey(key)) {
            before.put(key, old);
        }
    }

    private V write(K key, V value) {
        return value == null ? entries.remove(key) : entries.put(key, value);
    }

    String kind() {
        return kind.name();
    }

    void load(Note note) {
        try {
            K key = kind.key().apply(note.name());
            write(key, kind.read(key, note.value()));
        } catch (IllegalArgumentException notOurs) {
            // Another release has written it otherwise.
            LOG.debug("left alone: {} {}", note.kind(), note.name(), notOurs);
        }
    }

    List<Note> changes() {
        return before.entrySet().stream()
                .filter(changed -> !Objects.equals(changed.getValue(), entries.get(changed.getKey())))
                .map(changed -> new Note(
                        kind.name(), kind.called().apply(changed.getKey()), kind.write(entries.get(changed.getKey()))))
                .toList();
    }

    void keep() {
        before.clear();
    }

    void undo() {
        before.forEach(this::write);
        before.clear();
    }

    void clear() {
        entries.clear();
    }
}
