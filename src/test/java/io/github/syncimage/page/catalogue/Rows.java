package io.github.syncimage.page.catalogue;

import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.store.MirroredRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Rows of a catalogue, and a catalogue of rows. */
final class Rows {
    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private Rows() {}

    static MirroredRow row(String source, String target, Instant since) {
        return new MirroredRow(
                source,
                target,
                List.of("linux/amd64", "linux/arm64"),
                7,
                since,
                "alice",
                3L,
                "acme/mirror",
                "public",
                ArtifactType.IMAGE);
    }

    /** Many of one repository, of which some were mirrored at the same moment. */
    static List<MirroredRow> many(int first, int count) {
        List<MirroredRow> rows = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            String name = "quay.io/team" + i % 37 + "/app:v" + i;
            rows.add(new MirroredRow(
                    name,
                    "registry.example.com/mirror/app" + i % 37 + ":v" + i,
                    i % 3 == 0 ? List.of("linux/amd64") : List.of("linux/amd64", "linux/arm64"),
                    i % 1000,
                    NOON.plusSeconds(i / 3),
                    "user" + i % 11,
                    (long) i,
                    "acme/mirror",
                    i % 2 == 0 ? "public" : "unknown",
                    ArtifactType.IMAGE));
        }
        return rows;
    }

    static Snapshot snapshot(List<MirroredRow> rows) {
        List<MirroredRow> newest = rows.stream()
                .sorted(Comparator.comparing(MirroredRow::since).reversed().thenComparing(MirroredRow::target))
                .toList();
        return new Snapshot("1", NOON, newest, targets -> Optional.of(List.of()));
    }
}
