package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
    private static final Marker WORKING = new Marker(7, "0123456789ab", Marker.WORKING);
    private static final Marker SUCCESS = new Marker(7, "0123456789ab", "success");

    @Test
    void findsTheLatestOfSeveralRuns() {
        assertThat(Marker.latest(7, List.of(comment(1, SUCCESS), comment(3, WORKING), comment(2, SUCCESS))))
                .contains(new Marker.Found(WORKING, 3));
    }

    @Test
    void believesOnlyThoseWhoCanWrite() {
        IssueComment forged = new IssueComment(4, 7, line(SUCCESS), "eve", false, Instant.EPOCH, Instant.EPOCH);
        assertThat(Marker.latest(7, List.of(forged))).isEmpty();
        assertThat(Marker.latest(7, List.of(comment(1, WORKING), forged))).contains(new Marker.Found(WORKING, 1));
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
        IssueComment comment = new IssueComment(1, 7, body, "maint", true, Instant.EPOCH, Instant.EPOCH);
        assertThat(Marker.latest(7, List.of(comment))).isEmpty();
    }

    private static IssueComment comment(long id, Marker marker) {
        return new IssueComment(id, 7, line(marker) + "\ntext", "maint", true, Instant.EPOCH, Instant.EPOCH);
    }

    private static String line(Marker marker) {
        return "<!-- sync-image " + marker.text() + " -->";
    }
}
