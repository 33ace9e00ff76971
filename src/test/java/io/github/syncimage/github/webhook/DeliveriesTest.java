package io.github.syncimage.github.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.github.webhook.Deliveries.IssueNews;
import io.github.syncimage.github.webhook.Deliveries.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveriesTest {
    private static final RepositoryName MIRROR = RepositoryName.parse("acme/mirror");

    private final AtomicInteger installed = new AtomicInteger();
    private final Deliveries deliveries = new Deliveries(
            issue -> java.util.Optional.of(issue).filter(of -> of.repository().equals(MIRROR)),
            () -> installed.incrementAndGet());

    @Test
    void tellThatTheAppWasInstalledOrTakenAwaySomewhere() {
        for (String event : List.of("installation", "installation_repositories")) {
            assertThat(deliveries.news(event, "{\"action\":\"created\"}")).isNull();
        }

        assertThat(installed).hasValue(2);
        assertThat(deliveries.count(Deliveries.Outcome.TAKEN)).isEqualTo(2);
    }

    @Test
    void nameTheIssueThatTheyAreAbout() {
        assertThat(deliveries.news("issues", issue("acme/mirror", 7)))
                .isEqualTo(new IssueNews(new io.github.syncimage.github.model.IssueId(MIRROR, 7), false, false));
        assertThat(deliveries.news("issues", issue("ACME/Mirror", 8).replace("open\"", "closed\"")))
                .isEqualTo(new IssueNews(new io.github.syncimage.github.model.IssueId(MIRROR, 8), true, false));
        assertThat(deliveries.news("issue_comment", comment(7, "thanks\\n/retry arm64")))
                .isEqualTo(new IssueNews(new io.github.syncimage.github.model.IssueId(MIRROR, 7), false, true));
        assertThat(deliveries.count(Outcome.TAKEN)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ping          | {\"zen\": \"Speak like a human.\", \"repository\": {\"full_name\": \"acme/mirror\"}}",
                "push          | {\"ref\": \"refs/heads/main\", \"repository\": {\"full_name\": \"acme/mirror\"}}",
                "star          | {\"action\": \"created\", \"repository\": {\"full_name\": \"acme/mirror\"}}",
                "issues        | {\"action\": \"opened\", \"issue\": {\"number\": 1}, \"repository\": {\"full_name\": \"acme/other\"}}",
                "issues        | {\"action\": \"opened\", \"issue\": {\"number\": 1}, \"repository\": {\"full_name\": \"../mirror\"}}",
                "issues        | {\"action\": \"opened\", \"issue\": {\"number\": 1}}",
                "issues        | {\"issue\": {\"number\": \"1/../2\"}, \"repository\": {\"full_name\": \"acme/mirror\"}}",
                "issues        | {\"issue\": {\"number\": -1}, \"repository\": {\"full_name\": \"acme/mirror\"}}",
                "issues        | {\"issue\": 1, \"repository\": {\"full_name\": \"acme/mirror\"}}",
                "issues        | []",
                "issues        | null",
                "issues        | {",
                "issues        | ``",
                "issue_comment | {\"issue\": {\"number\": 1}, \"comment\": {\"body\": \"nice\"}, \"repository\": {\"full_name\": \"acme/mirror\"}}",
                "issue_comment | {\"issue\": {\"number\": 1, \"pull_request\": {}}, \"comment\": {\"body\": \"/retry\"}, \"repository\": {\"full_name\": \"acme/mirror\"}}",
            })
    void sayNothingWhereTheyAreAboutNoneOfOurs(String event, String json) {
        assertThat(deliveries.news(event, json)).isNull();
        assertThat(deliveries.count(Outcome.IGNORED)).isOne();
        assertThat(deliveries.count(Outcome.TAKEN)).isZero();
    }

    @Test
    void nameAnIssueOnceUntilItIsLookedAt() {
        IssueNews first = deliveries.news("issues", issue("acme/mirror", 7));
        assertThat(deliveries.news("issues", issue("acme/mirror", 7))).isNull();

        deliveries.looking(first);

        assertThat(deliveries.news("issues", issue("acme/mirror", 7))).isEqualTo(first);
        assertThat(deliveries.count(Outcome.TAKEN)).isEqualTo(3);
    }

    @Test
    void areTooManyWhereMoreIssuesWaitThanABurstExplains() {
        for (int issue = 1; issue <= 10_000; issue++) {
            assertThat(deliveries.news("issues", issue("acme/mirror", issue))).isNotNull();
        }

        assertThatExceptionOfType(Deliveries.TooManyException.class)
                .isThrownBy(() -> deliveries.news("issues", issue("acme/mirror", 10_001)));
        assertThat(deliveries.news("issues", issue("acme/mirror", 1))).isNull();
        deliveries.looking(new IssueNews(new io.github.syncimage.github.model.IssueId(MIRROR, 1), false, false));
        assertThat(deliveries.news("issues", issue("acme/mirror", 10_001))).isNotNull();
    }

    private static String issue(String repository, int number) {
        return "{\"action\": \"opened\", \"issue\": {\"number\": " + number + ", \"state\": \"open\"}, \"repository\":"
                + " {\"full_name\": \"" + repository + "\"}}";
    }

    private static String comment(int number, String text) {
        return "{\"action\": \"created\", \"issue\": {\"number\": " + number
                + "}, \"comment\": {\"id\": 9, \"body\": \"" + text
                + "\", \"user\": {\"login\": \"ann\"}}, \"repository\": {\"full_name\": \"acme/mirror\"}}";
    }
}
