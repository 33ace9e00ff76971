package io.github.syncimage.concurrent;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** A bounded memory: the entries that were used last, each for a while. Safe for use by several threads. */
public final class LruCache<K, V> {
    private record Kept<V>(V value, long since) {}

    private final Map<K, Kept<V>> entries;
    private final long lifeNanos;
    private final LongSupplier nanoTime;

    /**
     * @param most entries that it keeps
     * @param life of an entry, counted from when it was put
     */
    public LruCache(int most, Duration life) {
        this(most, life, System::nanoTime);
    }

    /** One whose entries do not grow old. */
    public LruCache(int most) {
        this(most, Duration.ofNanos(Long.MAX_VALUE));
    }

    LruCache(int most, Duration life, LongSupplier nanoTime) {
        this.lifeNanos = life.toNanos();
        this.nanoTime = nanoTime;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
                return size() > most;
            }
        };
    }

    public synchronized Optional<V> find(K key) {
        return Optional.ofNullable(living(entries.get(key)));
    }

    public synchronized void put(K key, V value) {
        entries.put(key, new Kept<>(value, nanoTime.getAsLong()));
    }

    /** Removes the entry, and returns what it held. */
    public synchronized Optional<V> remove(K key) {
        return Optional.ofNullable(living(entries.remove(key)));
    }

    /** Removes the entry where it holds that value. */
    public synchronized void remove(K key, V value) {
        Kept<V> entry = entries.get(key);
        if (entry != null && entry.value().equals(value)) {
            entries.remove(key);
        }
    }

    /**
     * Keeps what the function makes of what is held (null for nothing), and returns it. Where that is the same, it gets
     * no older for it.
     */
    public synchronized V compute(K key, UnaryOperator<V> change) {
        V old = living(entries.get(key));
        V changed = change.apply(old);
        if (changed == null) {
            entries.remove(key);
        } else if (changed != old) {
            put(key, changed);
        }
        return changed;
    }

    private V living(Kept<V> entry) {
        return entry == null || nanoTime.getAsLong() - entry.since() > lifeNanos ? null : entry.value();
    }
}
