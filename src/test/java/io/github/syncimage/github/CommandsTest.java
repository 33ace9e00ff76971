package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.model.Command;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    private static final Instant NINE = Instant.parse("2026-11-24T09:00:00Z");

    private final ManualClock clock = new ManualClock();
    private final Repositories repositories = Served.of(clock, Served.MIRROR);
    private final ServedRepository mirror = repositories.only().orElseThrow();
    private final RecentComments recent = mirror.comments();
    private final Commands commands =
            new Commands(repositories, comment -> comment.author().equals("our-mirror[bot]"));

    @Test
    void asksTheSameUntilThereIsNews() {
        String first = recent.query(100);
        assertThat(first).endsWith("since=2026-11-23T08:00:00Z");
        recent.commands(List.of());
        assertThat(recent.query(100)).isEqualTo(first);
        recent.commands(List.of(comment(1, "hello")));
        assertThat(recent.query(100)).endsWith("since=2026-11-24T09:00:00Z");
    }

    @Test
    void takesACommandOnceThoughItIsListedAgain() {
        IssueComment command = comment(1, "  /retry\n");
        List<Command> read = recent.commands(List.of(command, comment(2, "please /retry")));
        assertThat(read).singleElement().satisfies(only -> assertThat(only.comment())
                .isEqualTo(command));
        commands.done(read.get(0));
        assertThat(recent.commands(List.of(command))).isEmpty();
    }

    @Test
    void aCancelThatCameTooEarlyIsReadUntilItIsDone() {
        IssueComment cancel = comment(1, "/cancel");
        String marker = "<!-- sync-image 7:0123456789ab:working -->";
        List<IssueComment> answered =
                List.of(cancel, new IssueComment(2, Served.issue(7), marker, "github-actions[bot]", true, NINE, NINE));
        Command early = recent.commands(List.of(cancel)).get(0);
        commands.later(early);
        commands.done(early);

        assertThat(recent.commands(answered)).hasSize(1);
        commands.failed(mirror, "GitHub cannot be reached", false);
        List<Command> read = recent.commands(answered);
        assertThat(read).hasSize(1);
        commands.done(read.get(0));
        assertThat(recent.commands(answered)).isEmpty();
    }

    /** Of a run that is to be cancelled it has to be known that another one follows. */
    @ParameterizedTest
    @CsvSource({
        "working,   1, 2, 3, 2 1",
        "working,   2, 3, 1, 3 2",
        "working,   2, 1, 3, 2",
        "cancelled, 1, 2, 3, 2",
        "cancelled, 2, 3, 1, 3",
        "success,   1, 2, 3, ''",
    })
    void aRetryThatTakesACancelBackComesFirst(String state, long cancel, long retry, long ours, String left) {
        String marker = "<!-- sync-image 7:0123456789ab:" + state + " -->";
        List<IssueComment> listed = Stream.of(
                        comment(cancel, "/cancel"),
                        comment(retry, "/retry"),
                        new IssueComment(ours, Served.issue(7), marker, "github-actions[bot]", true, NINE, NINE))
                .sorted(Comparator.comparing(IssueComment::id))
                .toList();

        assertThat(recent.commands(listed).stream()
                        .map(command -> String.valueOf(command.comment().id()))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(left);
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
        "/retry linux/arm64, true",
        "/cancel, true",
        "/cancelled, false",
        "'<!-- sync-image 7:0123456789ab:success -->\n/retry', false",
    })
    void knowsACommandByTheFirstWordOfALine(String body, boolean command) {
        assertThat(recent.commands(List.of(comment(1, body)))).hasSize(command ? 1 : 0);
        IssueComment brief = comment(1, body + "\n" + "镜".repeat(65_000)).brief();
        assertThat(brief.body()).hasSizeLessThan(400);
        assertThat(Command.in(brief).map(read -> read.kind() + read.words()))
                .isEqualTo(Command.in(comment(1, body)).map(read -> read.kind() + read.words()));
    }

    @ParameterizedTest(name = "{0} trusted {1}, issue {2} at {3} with {4}: {5}")
    @CsvSource({
        "alice,    false, closed, 2026-11-24T08:59:59Z, porter, true",
        "maint,    true,  closed, 2026-11-24T08:59:59Z, porter, true",
        "stranger, false, closed, 2026-11-24T08:59:59Z, porter, false",
        "our-mirror[bot], false, closed, 2026-11-24T08:59:59Z, porter, true",
        "other[bot], false, closed, 2026-11-24T08:59:59Z, porter, false",
        "alice,    false, closed, 2026-11-24T09:00:00Z, porter, true",
        "alice,    false, closed, 2026-11-24T09:00:01Z, porter, false",
        "alice,    false, open,   ,                     porter, false",
        "alice,    false, closed, 2026-11-24T08:59:59Z, bug,    false",
    })
    void allows(String author, boolean trusted, String state, String closedAt, String label, boolean allowed) {
        IssueComment command = new IssueComment(1, Served.issue(7), "/retry", author, trusted, NINE, NINE);
        String issue = "{\"number\": 7, \"state\": \"" + state + "\", \"user\": {\"login\": \"alice\"},"
                + " \"labels\": [{\"name\": \"" + label + "\"}]"
                + (closedAt == null ? "" : ", \"closed_at\": \"" + closedAt + "\"") + "}";
        assertThat(commands.reopens(Command.in(command).orElseThrow(), Served.issue(issue)))
                .isEqualTo(allowed);
    }

    @Test
    void asksAgainAtOnceAfterAnOutageAndSeldomWhereThereIsNoSuchList() {
        for (int time = 0; time < 20; time++) {
            commands.failed(mirror, "GitHub cannot be reached", false);
        }
        assertThat(recent.worthAsking(true)).isTrue();
        commands.failed(mirror, "404", true);
        assertThat(recent.worthAsking(true)).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(recent.worthAsking(true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"login\": \"maint\", \"type\": \"User\"} | MEMBER | maint | true",
                "{\"login\": \"other[bot]\", \"type\": \"Bot\"} | NONE | other[bot] | false",
                "null | NONE | ghost | false",
            })
    void whoHasWrittenAComment(String user, String association, String author, boolean trusted) throws IOException {
        String json = "{\"id\": 1, \"body\": \"/retry\", \"user\": " + user + ", \"author_association\": \""
                + association + "\"}";
        IssueComment comment = IssueComment.read(Served.MIRROR, Json.read(json.getBytes(StandardCharsets.UTF_8)));
        assertThat(comment.author()).isEqualTo(author);
        assertThat(comment.trusted()).isEqualTo(trusted);
        Identity nobodyYet = new Identity(null, Path.of("none"), repositories, false);
        assertThat(nobodyYet.ours(comment)).isFalse();
    }

    private static IssueComment comment(long id, String body) {
        return new IssueComment(id, Served.issue(7), body, "alice", false, NINE, NINE);
    }
}
