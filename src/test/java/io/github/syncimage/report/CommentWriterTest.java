package io.github.syncimage.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.report.CommentWriter.Context;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommentWriterTest {
    private static final Path EXPECTED = Path.of("src/test/resources/report");
    private static final Context CONTEXT =
            new Context("issue 7 run 1", 0, URI.create("https://github.com/team/mirror/actions/runs/42"), null);

    private static final CommentWriter WRITER =
            new CommentWriter(new Templates(Path.of("configs/templates"), List.of()));

    /** {@code -Dreport.accept=true} writes the files anew, to be read in the diff. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("situations")
    void saysWhatTheFileSays(Language language, String situation) throws IOException {
        String comment = WRITER.write(language, Outcomes.all().get(situation), CONTEXT);

        Path file = EXPECTED.resolve(language.code()).resolve(situation + ".md");
        if (Boolean.getBoolean("report.accept")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, comment + "\n");
        }
        assertThat(comment + "\n").isEqualTo(Files.readString(file));
    }

    static Stream<Arguments> situations() {
        return Stream.of(Language.values()).flatMap(language -> Outcomes.all().keySet().stream()
                .map(situation -> Arguments.of(language, situation)));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void goesWithoutALinkWhereThereIsNoRun(Language language) {
        String comment = WRITER.write(language, List.of(Outcomes.mirrored()), new Context("x", 0, null, null));

        assertThat(comment).doesNotContain("](").startsWith("<!-- sync-image x -->\n<!-- sync-image-names ");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void leadsToThePageWhereThereIsMoreToSee(Language language) {
        URI page = URI.create("https://mirror.example.com/#request=acme/mi_rr.or/12");
        Context context = new Context("x", 0, null, page);
        Outcome queued = new Outcome.Queued("nginx", 2);
        for (List<Outcome> running : List.of(
                List.of(queued),
                List.<Outcome>of(Outcomes.copying()),
                List.<Outcome>of(Outcomes.waiting(Instant.EPOCH)),
                List.<Outcome>of(Outcomes.mirrored()),
                List.of(Outcomes.mirrored(), queued))) {
            assertThat(WRITER.write(language, running, context)).containsOnlyOnce("](" + page + ")");
        }
        for (List<Outcome> ended : List.of(
                List.<Outcome>of(Outcomes.failed(true)), List.<Outcome>of(Outcomes.mirrored(), Outcomes.absentTag()))) {
            assertThat(WRITER.write(language, ended, context)).doesNotContain(page.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void staysWithinWhatGitHubTakes(Language language) {
        for (int images : new int[] {1, 60, 150, 1_000, 5_000}) {
            List<Outcome> outcomes = Collections.nCopies(images, Outcomes.mirroredSubset());
            String comment = WRITER.write(language, outcomes, CONTEXT);

            assertThat(comment).hasSizeLessThanOrEqualTo(CommentWriter.LONGEST).startsWith(CONTEXT.markerLine());
            assertThat(comment.lines().filter(line -> line.startsWith("```")).count() % 2)
                    .as("blocks of code are closed")
                    .isZero();
        }
    }

    @Test
    void refusesAMarkerThatWouldEndItsComment() {
        assertThatThrownBy(() -> new Context("a --> b", 0, null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Context("a--b", 0, null, null)).isInstanceOf(IllegalArgumentException.class);
    }
}
