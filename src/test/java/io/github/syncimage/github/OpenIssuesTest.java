package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.model.Issue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenIssuesTest {
    private static final String WHOLE = "labels=porter&state=open&sort=created&direction=asc&per_page=100";
    private static final String CHANGES = "labels=porter&state=all&sort=updated&direction=asc&per_page=100&since=";

    private final ManualClock clock = new ManualClock();
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private final OpenIssues issues = new OpenIssues(this::page, Served.MIRROR, "porter", clock::instant);
    private String asked;
    private String answer;

    private Answer page(String query, String etag, Consumer<Map<String, Object>> element) throws IOException {
        asked = query;
        Answer page = new Answer(200, answer, null, null, null);
        page.list().forEach(element);
        return page;
    }

    @Test
    void listsAllAtFirstAndThenWhatHasChanged() throws Exception {
        assertThat(look(WHOLE, issue(1, "open", 0), issue(2, "open", 0))).isEqualTo("1 2");
        assertThat(look(CHANGES)).isEqualTo("1 2");
        assertThat(look(CHANGES, issue(1, "closed", 1), issue(4, "open", 1), issue(3, "open", 1)))
                .isEqualTo("2 3 4");
        assertThat(look(CHANGES, issue(1, "open", 2))).isEqualTo("1 2 3 4");
    }

    @Test
    void listsAllAgainAtTheTenthLookForWhatNoChangeTells() throws Exception {
        look(WHOLE, issue(1, "open", 0), issue(2, "open", 0));
        for (int i = 0; i < 9; i++) {
            look(CHANGES);
        }
        assertThat(look(WHOLE, issue(2, "open", 0))).isEqualTo("2");
    }

    @Test
    void aWholeListThatLagsBehindBringsNothingBack() throws Exception {
        look(WHOLE, issue(1, "open", 0));
        for (int i = 0; i < 9; i++) {
            look(CHANGES, issue(1, "closed", 3), issue(2, "open", 3));
        }
        assertThat(look(WHOLE, issue(1, "open", 0))).isEqualTo("2");
    }

    @Test
    void changesAreAskedForFromTheLatestOnOnceNothingCanBeMissing() throws Exception {
        look(WHOLE);
        look(CHANGES, issue(1, "open", 5));
        String young = since();
        clock.advance(Duration.ofMinutes(1));
        look(CHANGES, issue(1, "open", 5));
        assertThat(since()).isGreaterThan(young).isEqualTo(CHANGES + START.plusSeconds(6));
        clock.advance(Duration.ofMinutes(1));
        look(CHANGES);
        assertThat(since()).isEqualTo(CHANGES + START.plusSeconds(6));
    }

    private String since() throws Exception {
        look(CHANGES);
        return asked;
    }

    /** One look, whose list has to be asked for like that; returns the numbers of the open issues. */
    private String look(String query, String... listed) throws Exception {
        answer = "[" + String.join(",", listed) + "]";
        List<Issue> open = issues.read();
        assertThat(asked).startsWith(query);
        return open.stream().map(issue -> String.valueOf(issue.number())).collect(Collectors.joining(" "));
    }

    private String issue(long number, String state, int seconds) {
        return "{\"number\": %d, \"state\": \"%s\", \"updated_at\": \"%s\"}"
                .formatted(number, state, START.plusSeconds(seconds));
    }
}
