package io.github.syncimage.github.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.http.GitHubHttp.UnreadableAnswerException;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConditionalListTest {
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final ConditionalList<Long> list =
            new ConditionalList<>(this::answer, size -> "state=open", json -> Json.number(json, "number", 0));

    private Answer answer(String query, String etag, Consumer<Map<String, Object>> element) throws IOException {
        asked.add(query + (etag == null ? "" : " " + etag));
        Answer answer = answers.remove();
        if (answer.status() == 200) {
            answer.list().forEach(element);
        }
        return answer;
    }

    /** One reading, with an answer for each page that has to be asked for. */
    private List<Long> read(Answer... pages) throws Exception {
        asked.clear();
        answers.addAll(List.of(pages));
        List<Long> read = list.read();
        assertThat(answers).isEmpty();
        return read;
    }

    @Test
    void followsTheLinkByItsQueryWhateverPathItHas() throws Exception {
        List<Long> read = read(
                page("a", next("state=open&page=2"), "[{\"number\": 1}]"),
                page("b", "<https://api.github.com/repositories/1/issues?page=1>; rel=\"prev\"", "[{\"number\": 2}]"));

        assertThat(asked).containsExactly("state=open", "state=open&page=2");
        assertThat(read).containsExactly(1L, 2L);
    }

    @Test
    void asksForEachPageWithItsOwnETagAndKeepsWhatHasNotChanged() throws Exception {
        followsTheLinkByItsQueryWhateverPathItHas();

        assertThat(read(unchanged(null), page("c", null, "[{\"number\": 3}]"))).containsExactly(1L, 3L);
        assertThat(asked).containsExactly("state=open a", "state=open&page=2 b");
    }

    /** The ETag does not cover the Link header: app-sre/github-mirror #57. */
    @Test
    void looksBehindAFullPageThatHasNotChanged() throws Exception {
        assertThat(read(page("a", null, hundred(1))))
                .as("a fresh answer's Link counts")
                .hasSize(100);

        assertThat(read(unchanged(null), page("b", null, "[]"))).hasSize(100);
        assertThat(asked).containsExactly("state=open a", "state=open&page=2");

        assertThat(read(unchanged(null), page("c", null, hundred(101)))).hasSize(200);
        assertThat(asked).containsExactly("state=open a", "state=open&page=2 b");

        assertThat(read(
                        unchanged(null),
                        unchanged(next("state=open&after=Y3&page=3")),
                        page("d", null, "[{\"number\": 201}]")))
                .hasSize(201)
                .endsWith(200L, 201L);
        assertThat(asked).as("a Link beside a 304 counts").endsWith("state=open&after=Y3&page=3");
    }

    @Test
    void refusesThatAPageIsUnchangedWhichWasNeverRead() {
        assertThatThrownBy(() -> read(unchanged(null))).isInstanceOf(UnreadableAnswerException.class);
    }

    @Test
    void forgetsPagesThatAreGone() throws Exception {
        followsTheLinkByItsQueryWhateverPathItHas();
        read(page("d", null, "[]"));
        read(page("e", next("state=open&page=2"), "[]"), page("f", null, "[]"));

        assertThat(asked).containsExactly("state=open d", "state=open&page=2");
    }

    @Test
    void endsWhereLinksGoInACircle() throws Exception {
        assertThat(read(page("a", next("state=open"), "[]"))).isEmpty();
    }

    private static Answer page(String etag, String link, String body) {
        return new Answer(200, body, etag, link, null);
    }

    private static Answer unchanged(String link) {
        return new Answer(304, "", null, link, null);
    }

    private static String next(String query) {
        return "<https://api.github.com/repositories/1/issues?" + query + ">; rel=\"next\"";
    }

    private static String hundred(int first) {
        return IntStream.range(first, first + 100)
                .mapToObj(number -> "{\"number\": " + number + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
