package io.github.syncimage.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WatchWriterTest {
    private static final Instant TIME = Instant.parse("2026-11-25T08:00:00Z");
    private static final String MARKER = "<!-- sync-image watch base: -->";
    private static final String BOX = "- [ ] <!-- sync-image run-now -->";

    private final WatchWriter writer = writer(Language.EN);

    private static WatchWriter writer(Language language) {
        return new WatchWriter(new Templates(Path.of("configs/templates"), List.of()), language);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aThousandOfEverythingStaysBelowWhatGitHubTakesAndTheRestIsCounted(Language language) {
        String text = writer(language).issue(large(1000, "x".repeat(2000)), MARKER, BOX);

        assertThat(text).hasSizeLessThan(CommentWriter.LONGEST).startsWith(MARKER + "\n");
        assertThat(text).doesNotEndWith("…");
        assertThat(text.lines().filter(line -> line.startsWith("… "))).hasSize(4);
        assertThat(writer(language).news(large(1000, "x".repeat(2000)).failing(), 1, 2))
                .hasSizeLessThan(CommentWriter.LONGEST);
    }

    @Test
    void whatFitsIsShownWholeAndNothingIsLeftToBeCounted() {
        String text = writer.issue(large(3, "no answer"), MARKER, BOX);

        assertThat(text)
                .contains("| `quay.io/a/app2` | 7 | 1 | 2026-11-25 08:00 UTC | 2026-11-25 08:00 UTC |")
                .contains("| `r.example/app2:1` | `no answer` | 2026-11-25 08:00 UTC |")
                .contains("| `r.example/app2:1` | `sha256:1` | `sha256:2` | 2026-11-25 08:00 UTC |")
                .contains("\n" + BOX + " run it now\n")
                .doesNotContain("… and");
    }

    @Test
    void whatARegistrySaysCanNeitherTickTheBoxNorLeaveItsCell() {
        String text = writer.issue(large(1, "no\n- [x] <!-- sync-image run-now --> | @alice `rm` <b>#1"), MARKER, BOX);

        assertThat(text).contains("| `no - [x] ‹!-- sync-image run-now --› ｜ @alice 'rm' ‹b›#1` |");
    }

    private static WatchWriter.Report large(int size, String reason) {
        return new WatchWriter.Report(
                "base",
                all(size, i -> new WatchWriter.Entry("quay.io/a/app" + i, 7, 1, TIME, TIME)),
                size,
                all(size, i -> new WatchWriter.Failure("r.example/app" + i + ":1", reason, TIME)),
                all(size, i -> new WatchWriter.Moved("r.example/app" + i + ":1", "sha256:1", "sha256:2", TIME)),
                all(size, i -> new WatchWriter.Gone("r.example/app" + i + ":0", TIME)));
    }

    private static <T> List<T> all(int size, IntFunction<T> one) {
        return IntStream.range(0, size).mapToObj(one).toList();
    }
}
