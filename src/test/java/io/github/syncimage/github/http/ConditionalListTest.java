package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.github.model.UnreadableAnswerException;
import io.github.syncimage.text.Json;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConditionalListTest {
    private final ConditionalList<Long> pages =
            new ConditionalList<>(() -> "state=open", json -> Json.number(json, "number", 0));

    @Test
    void followsTheLinkByItsQueryWhateverPathItHas() {
        pages.start();
        assertThat(pages.query()).isEqualTo("state=open");
        pages.take(200, "\"a\"", next("state=open&page=2"), "[{\"number\": 1}]");
        assertThat(pages.query()).isEqualTo("state=open&page=2");
        pages.take(
                200,
                "\"b\"",
                "<https://api.github.com/repositories/1/issues?page=1>; rel=\"prev\"",
                "[{\"number\": 2}]");

        assertThat(pages.more()).isFalse();
        assertThat(pages.items()).containsExactly(1L, 2L);
    }

    @Test
    void asksForEachPageWithItsOwnETagAndKeepsWhatHasNotChanged() {
        followsTheLinkByItsQueryWhateverPathItHas();

        pages.start();
        assertThat(pages.etag()).isEqualTo("\"a\"");
        pages.take(304, "\"a\"", null, "");
        assertThat(pages.etag()).isEqualTo("\"b\"");
        pages.take(200, "\"c\"", null, "[{\"number\": 3}]");

        assertThat(pages.items()).containsExactly(1L, 3L);
    }

    /** The ETag does not cover the Link header: app-sre/github-mirror #57. */
    @Test
    void looksBehindAFullPageThatHasNotChanged() {
        pages.start();
        pages.take(200, "\"a\"", null, hundred(1));
        assertThat(pages.more()).as("a fresh answer's Link counts").isFalse();

        pages.start();
        pages.take(304, "\"a\"", null, "");
        assertThat(pages.query()).isEqualTo("state=open&page=2");
        pages.take(200, "\"b\"", null, "[]");
        assertThat(pages.items()).hasSize(100);

        pages.start();
        pages.take(304, "\"a\"", null, "");
        assertThat(pages.etag()).isEqualTo("\"b\"");
        pages.take(200, "\"c\"", null, hundred(101));
        pages.start();
        pages.take(304, "\"a\"", null, "");
        pages.take(304, "\"c\"", next("state=open&after=Y3&page=3"), "");
        assertThat(pages.query()).as("a Link beside a 304 counts").isEqualTo("state=open&after=Y3&page=3");
        pages.take(200, "\"d\"", null, "[{\"number\": 201}]");
        assertThat(pages.items()).hasSize(201).endsWith(200L, 201L);
    }

    @Test
    void refusesThatAPageIsUnchangedWhichWasNeverRead() {
        pages.start();
        assertThatThrownBy(() -> pages.take(304, null, null, "")).isInstanceOf(UnreadableAnswerException.class);
    }

    private static String hundred(int first) {
        return IntStream.range(first, first + 100)
                .mapToObj(number -> "{\"number\": " + number + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void forgetsPagesThatAreGone() {
        followsTheLinkByItsQueryWhateverPathItHas();
        pages.start();
        pages.take(200, "\"d\"", null, "[]");
        pages.start();
        pages.take(200, "\"e\"", next("state=open&page=2"), "[]");

        assertThat(pages.etag()).isNull();
    }

    @Test
    void endsWhereLinksGoInACircle() {
        pages.start();
        pages.take(200, "\"a\"", next("state=open"), "[]");

        assertThat(pages.more()).isFalse();
    }

    @Test
    void refusesWhatIsNoList() {
        pages.start();
        assertThatThrownBy(() -> pages.take(200, null, null, "{\"message\": \"hello\"}"))
                .isInstanceOf(UnreadableAnswerException.class);
        assertThatThrownBy(() -> pages.take(200, null, null, "<html>")).isInstanceOf(UnreadableAnswerException.class);
    }

    private static String next(String query) {
        return "<https://api.github.com/repositories/1/issues?" + query + ">; rel=\"next\"";
    }
}
