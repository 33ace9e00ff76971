package io.github.syncimage.github.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.Served;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
    private static final String US = "mirror-bot";
    private static final Marker WORKING = new Marker(7, "0123456789ab", Marker.WORKING, 0);
    private static final Marker SUCCESS = new Marker(7, "0123456789ab", "success", 0);

    @Test
    void findsTheLatestOfSeveralRuns() {
        assertThat(latest(comment(1, SUCCESS), comment(3, WORKING), comment(2, SUCCESS)))
                .contains(new Marker.Found(WORKING, comment(3, WORKING), 2));
    }

    @Test
    void believesOnlyOurselves() {
        IssueComment forged =
                new IssueComment(4, Served.issue(7), line(SUCCESS), "maint", true, Instant.EPOCH, Instant.EPOCH);
        assertThat(latest(forged)).isEmpty();
        assertThat(latest(comment(1, WORKING), forged)).contains(new Marker.Found(WORKING, comment(1, WORKING), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "I saw <!-- sync-image 7:0123456789ab:success -->",
                "> <!-- sync-image 7:0123456789ab:success -->",
                "<!-- sync-image 8:0123456789ab:success -->",
                "<!-- sync-image 7:0123456789:success -->",
                "<!-- sync-image 7:0123456789ab:SUCCESS! -->",
                "<!-- sync-image 99999999999999999999:0123456789ab:success -->",
            })
    void findsNoneIn(String body) {
        assertThat(latest(new IssueComment(1, Served.issue(7), body, US, true, Instant.EPOCH, Instant.EPOCH)))
                .isEmpty();
    }

    @Test
    void tellsWhichCommandItObeys() {
        Marker obeying = new Marker(7, "0123456789ab", "working", 12);
        assertThat(obeying.text()).isEqualTo("7:0123456789ab:working:12");
        assertThat(comment(1, obeying).brief().body()).isEqualTo(line(obeying));
        assertThat(latest(comment(1, obeying)))
                .hasValueSatisfying(found -> assertThat(found.heeded()).isEqualTo(12));
    }

    /** The run's comment is 9, and that of the one before it 3, which has obeyed 5. */
    @ParameterizedTest
    @CsvSource({
        "/retry,       8, 0, false",
        "/retry,      10, 0, true",
        "/retry arm64, 2, 0, false",
        "/retry arm64, 5, 0, false",
        "/retry arm64, 6, 0, true",
        "/retry arm64, 6, 6, false",
        "/retry arm64, 6, 7, false",
        "/retry arm64, 8, 7, true",
        "/retry arm64, 10, 0, true",
        "/cancel now,  5, 0, false",
        "/cancel now,  8, 0, true",
        "/cancel now,  8, 8, false",
    })
    void leavesWhatWasWrittenAfterItHadReadTheComments(String text, long id, long obeyed, boolean left) {
        IssueComment told = new IssueComment(id, Served.issue(7), text, "alice", false, Instant.EPOCH, Instant.EPOCH);
        Marker before = new Marker(7, "0123456789ab", "success", 5);
        Marker obeying = new Marker(7, "0123456789ab", "working", obeyed);

        assertThat(latest(comment(9, obeying), comment(3, before)))
                .hasValueSatisfying(found ->
                        assertThat(found.leaves(Command.in(told).orElseThrow())).isEqualTo(left));
    }

    private static Optional<Marker.Found> latest(IssueComment... comments) {
        return Marker.latest(7, List.of(comments), comment -> comment.author().equals(US));
    }

    private static IssueComment comment(long id, Marker marker) {
        return new IssueComment(id, Served.issue(7), line(marker) + "\ntext", US, true, Instant.EPOCH, Instant.EPOCH);
    }

    private static String line(Marker marker) {
        return "<!-- sync-image " + marker.text() + " -->";
    }
}
