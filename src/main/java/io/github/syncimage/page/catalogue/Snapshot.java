package io.github.syncimage.page.catalogue;

import io.github.syncimage.image.Digest;
import io.github.syncimage.page.Document;
import io.github.syncimage.store.MirroredDetails;
import io.github.syncimage.store.MirroredRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The catalogue at one moment, and the documents that are made of it, each once. Safe for threads. */
public final class Snapshot {
    private final String revision;
    private final Instant at;
    private final List<MirroredRow> rows;
    private final Function<Collection<String>, Optional<List<MirroredDetails>>> details;
    private final Map<Order, List<MirroredRow>> ordered = new EnumMap<>(Order.class);
    private final Map<String, Document> parts = new ConcurrentHashMap<>();
    private final Set<String> sources;
    /** Names of targets, by the part of the details in which they are. */
    private final Map<String, List<String>> targets;

    private Document whole;

    /**
     * @param revision another one for each change
     * @param rows the newest first
     * @param details of some targets, read when they are asked for; empty where they cannot be
     */
    public Snapshot(
            String revision,
            Instant at,
            List<MirroredRow> rows,
            Function<Collection<String>, Optional<List<MirroredDetails>>> details) {
        this.revision = revision;
        this.at = at.truncatedTo(ChronoUnit.SECONDS);
        this.rows = rows;
        this.details = details;
        sources = rows.stream().map(MirroredRow::source).collect(Collectors.toSet());
        targets = rows.stream()
                .map(MirroredRow::target)
                .collect(Collectors.groupingBy(Snapshot::partOf, TreeMap::new, Collectors.toList()));
    }

    public String revision() {
        return revision;
    }

    public Instant at() {
        return at;
    }

    public List<MirroredRow> rows() {
        return rows;
    }

    /** Returns what {@code meta.json} says of it. */
    public Map<String, Object> counts() {
        long registries = sources.stream()
                .map(source -> source.substring(0, source.indexOf('/') + 1))
                .distinct()
                .count();
        return Map.of("images", rows.size(), "registries", registries);
    }

    synchronized List<MirroredRow> rows(Order order) {
        return order == Order.NEWEST
                ? rows
                : ordered.computeIfAbsent(
                        order, any -> rows.stream().sorted(order.comparator()).toList());
    }

    /** Returns {@code catalogue.json}: all of it. */
    public synchronized Document whole() {
        if (whole == null) {
            whole = Document.json(Document.REVALIDATE, ImageJson.list(at, rows));
        }
        return whole;
    }

    /** Tells whether an image of this name, in full, was mirrored. */
    public boolean hasSource(String source) {
        return sources.contains(source);
    }

    /** Tells in which of the {@code details/ab.json} a target is: the first byte of its name's SHA-256. */
    static String partOf(String target) {
        return Digest.of(target.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 2);
    }

    /** Returns those of the 256 parts in which there is an image. */
    public Set<String> parts() {
        return targets.keySet();
    }

    /**
     * Returns {@code details/ab.json}.
     *
     * @return empty where the database cannot be read now
     */
    public Optional<Document> part(String part) {
        Document made = parts.get(part);
        if (made == null) {
            made = read(targets.getOrDefault(part, List.of()))
                    .map(images -> Document.json(Document.REVALIDATE, images))
                    .orElse(null);
            if (made != null) {
                parts.put(part, made);
            }
        }
        return Optional.ofNullable(made);
    }

    private Optional<Map<String, Object>> read(Collection<String> targets) {
        return details.apply(targets).map(found -> {
            Map<String, Object> images = new LinkedHashMap<>();
            found.forEach(image -> images.put(image.target(), ImageJson.of(image)));
            return Map.of("images", images);
        });
    }
}
