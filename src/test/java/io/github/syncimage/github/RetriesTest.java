package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
    private static final Instant NINE = Instant.parse("2026-11-24T09:00:00Z");

    private final Retries retries = new Retries("porter", new ManualClock());

    @Test
    void asksTheSameUntilThereIsNews() {
        String first = retries.query();
        assertThat(first).endsWith("since=2026-11-23T08:00:00Z");
        retries.commands(List.of());
        assertThat(retries.query()).isEqualTo(first);
        retries.commands(List.of(comment(1, "hello")));
        assertThat(retries.query()).endsWith("since=2026-11-24T09:00:00Z");
    }

    @Test
    void takesACommandOnceThoughItIsListedAgain() {
        IssueComment command = comment(1, "  /retry\n");
        assertThat(retries.commands(List.of(command, comment(2, "please /retry"))))
                .containsExactly(command);
        retries.done(command);
        assertThat(retries.commands(List.of(command))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/retry, true",
        "/Retry, true",
        "/retry please, true",
        "'/retry, please', true",
        "'thanks!\r\n/retry', true",
        "'  /retry', true",
        "please /retry, false",
        "> /retry, false",
        "`/retry`, false",
        "/retrying, false",
        "/retry-all, false",
        "/retry/all, false",
    })
    void knowsACommandByTheFirstWordOfALine(String body, boolean command) {
        assertThat(retries.commands(List.of(comment(1, body)))).hasSize(command ? 1 : 0);
    }

    @ParameterizedTest(name = "{0} trusted {1}, issue {2} at {3} with {4}: {5}")
    @CsvSource({
        "alice,    false, closed, 2026-11-24T08:59:59Z, porter, true",
        "maint,    true,  closed, 2026-11-24T08:59:59Z, porter, true",
        "stranger, false, closed, 2026-11-24T08:59:59Z, porter, false",
        "alice,    false, closed, 2026-11-24T09:00:00Z, porter, true",
        "alice,    false, closed, 2026-11-24T09:00:01Z, porter, false",
        "alice,    false, open,   ,                     porter, false",
        "alice,    false, closed, 2026-11-24T08:59:59Z, bug,    false",
    })
    void allows(String author, boolean trusted, String state, String closedAt, String label, boolean allowed) {
        IssueComment command = new IssueComment(1, 7, "/retry", author, trusted, NINE, NINE);
        String issue = "{\"number\": 7, \"state\": \"" + state + "\", \"user\": {\"login\": \"alice\"},"
                + " \"labels\": [{\"name\": \"" + label + "\"}]"
                + (closedAt == null ? "" : ", \"closed_at\": \"" + closedAt + "\"") + "}";
        assertThat(retries.allowed(command, issue)).isEqualTo(allowed);
    }

    private static IssueComment comment(long id, String body) {
        return new IssueComment(id, 7, body, "alice", false, NINE, NINE);
    }
}
