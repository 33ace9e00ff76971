package io.github.syncimage.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PagesTest {
    private final Pages<Long> pages =
            new Pages<>(() -> "state=open", json -> json.path("number").asLong());

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
