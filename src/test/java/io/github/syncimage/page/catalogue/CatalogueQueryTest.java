package io.github.syncimage.page.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.page.catalogue.CatalogueQuery.BadQueryException;
import io.github.syncimage.store.MirroredRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueQueryTest {
    private static final Snapshot FOUR = Rows.snapshot(List.of(
            row("docker.io/library/nginx:Alpine", "r.example.com/m/nginx:Alpine", 4, 30, "linux/amd64", "public"),
            row("quay.io/coreos/etcd:v3", "r.example.com/m/etcd:v3", 3, 10, "linux/arm/v7,linux/amd64", "private"),
            row("quay.io:8443/a/b:1", "r.example.com/m/b:1", 2, 20, "linux/arm64", "unknown"),
            row("ghcr.io/a/chart:1", "r.example.com/m/chart:1", 1, 40, "", "public")));

    private static MirroredRow row(
            String source, String target, int second, long size, String platforms, String visibility) {
        return new MirroredRow(
                source,
                target,
                platforms.isEmpty() ? List.of() : List.of(platforms.split(",")),
                size,
                Instant.ofEpochSecond(second),
                source.contains("etcd") ? "Lin-Wei" : null,
                null,
                null,
                visibility,
                null);
    }

    @ParameterizedTest(name = "{0} finds {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | nginx etcd b chart",
                "q=                          | nginx etcd b chart",
                "q=NGINX alpine              | nginx",
                "q=coreos v3                 | etcd",
                "q=lin-wei                   | etcd",
                "q=r.example.com             | nginx etcd b chart",
                "q=nginx etcd                | ''",
                "q=<script>                  | ''",
                "q=%                         | ''",
                "host=quay.io                | etcd",
                "host=QUAY.io                | etcd",
                "host=quay.io:8443           | b",
                "host=quay                   | ''",
                "host=r.example.com          | ''",
                "platform=linux/amd64        | nginx etcd",
                "platform=arm64              | b",
                "platform=linux/arm          | etcd",
                "platform=linux/arm/v6       | ''",
                "public=true                 | nginx chart",
                "public=false                | etcd b",
                "sort=newest                 | nginx etcd b chart",
                "sort=name                   | nginx chart etcd b",
                "sort=size                   | chart nginx b etcd",
                "sort=size&public=true&q=m   | chart nginx",
            })
    void finds(String query, String names) {
        Map<String, Object> answer = answer(FOUR, parameters(query));

        assertThat(targets(answer))
                .containsExactlyElementsOf(Stream.of(names.split(" "))
                        .filter(name -> !name.isEmpty())
                        .toList());
        assertThat(answer).containsEntry("total", targets(answer).size()).doesNotContainKey("next");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=-1",
                "limit=ten",
                "limit=99999999999999999999",
                "sort=oldest",
                "sort=Name",
                "public=1",
                "public=yes",
                "platform=all,",
                "platform=linux/amd64/v1/v2",
                "platform=<script>",
                "after=x",
                "after=!!!",
                "after=YQ",
                "order=name",
                "Q=nginx",
            })
    void saysWhatMayBeWritten(String query) {
        assertThatThrownBy(() -> CatalogueQuery.of(parameters(query)))
                .isInstanceOf(BadQueryException.class)
                .message()
                .doesNotContain("<script>")
                .matches("[a-z0-9 ,/]+");
    }

    @Test
    void boundsWhatIsLookedFor() {
        assertThat(CatalogueQuery.of(Map.of("q", "x".repeat(200))).words()).hasSize(1);
        for (String name : List.of("q", "host", "platform")) {
            assertThatThrownBy(() -> CatalogueQuery.of(Map.of(name, "x".repeat(201))))
                    .isInstanceOf(BadQueryException.class)
                    .hasMessage(name + " has at most 200 characters");
        }
        assertThatThrownBy(() -> CatalogueQuery.of(Map.of("after", "x".repeat(100_000))))
                .isInstanceOf(BadQueryException.class);
    }

    @Test
    void aCursorGoesOnInItsOwnOrderOnly() {
        String next = (String) answer(FOUR, Map.of("limit", "1")).get("next");

        assertThatThrownBy(() -> CatalogueQuery.of(Map.of("after", next, "sort", "name")))
                .isInstanceOf(BadQueryException.class)
                .hasMessage("after is what next said in the same order");
    }

    @ParameterizedTest
    @ValueSource(strings = {"newest", "name", "size"})
    void pagesOf20000AreCompleteWithoutDoublesWhileOthersCome(String sort) {
        List<MirroredRow> first = Rows.many(0, 20_000);
        List<MirroredRow> rows = new ArrayList<>(first);
        List<String> seen = new ArrayList<>();
        Map<String, String> query = new HashMap<>(Map.of("sort", sort, "limit", "200"));
        int added = 0;
        Snapshot catalogue = Rows.snapshot(rows);
        Map<String, Object> answer;
        do {
            answer = answer(catalogue, query);
            seen.addAll(sources(answer));
            query.put("after", (String) answer.get("next"));
            if (added < 500) {
                rows.addAll(Rows.many(20_000 + added, 50));
                added += 50;
                catalogue = Rows.snapshot(rows);
            }
        } while (answer.get("next") != null);

        Set<String> each = new HashSet<>(seen);
        assertThat(each).hasSameSizeAs(seen);
        assertThat(each.containsAll(first.stream().map(MirroredRow::source).toList()))
                .isTrue();
    }

    @Test
    void aPageIsWholeWhereTheImageThatItGoesOnBehindIsGone() {
        List<MirroredRow> rows = new ArrayList<>(Rows.many(0, 10));
        Map<String, Object> one = answer(Rows.snapshot(rows), Map.of("sort", "name", "limit", "4"));
        rows.removeIf(row -> sources(one).contains(row.source()));

        Map<String, Object> two =
                answer(Rows.snapshot(rows), Map.of("sort", "name", "after", (String) one.get("next")));

        assertThat(sources(two)).hasSize(6).doesNotContainAnyElementsOf(sources(one));
        assertThat(two).doesNotContainKey("next");
    }

    private static Map<String, Object> answer(Snapshot catalogue, Map<String, String> query) {
        return CatalogueQuery.of(query).answer(catalogue);
    }

    private static List<String> sources(Map<String, Object> answer) {
        List<String> sources = new ArrayList<>();
        ((Iterable<?>) answer.get("images")).forEach(image -> sources.add((String) ((Map<?, ?>) image).get("source")));
        return sources;
    }

    private static List<String> targets(Map<String, Object> answer) {
        return sources(answer).stream()
                .map(source -> source.replaceFirst("^.*/", "").replaceFirst(":.*", ""))
                .toList();
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Arrays.stream(query.split("&"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.split("=", 2))
                .forEach(part -> parameters.put(part[0], part[1].strip()));
        return parameters;
    }
}
