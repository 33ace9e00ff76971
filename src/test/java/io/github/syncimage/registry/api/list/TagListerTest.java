package io.github.syncimage.registry.api.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.registry.api.Samples;
import io.github.syncimage.testing.Front;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagListerTest {
    private static final int ALL = 10_000;

    private final Front front = Front.alone();
    private final RegistryClient client = Samples.client(HostSettings::of);
    private final Repository repository = Samples.repository(front.host(), "team/app");

    @AfterEach
    void close() {
        client.close();
        front.close();
    }

    @Test
    void aListIsReadToItsEnd() {
        pages(1);

        TagList list = client.tags(repository, ALL, ALL);

        assertThat(list.complete()).isTrue();
        assertThat(list.tags()).isEqualTo(numbered(0, 300));
        assertThat(front.calls()).hasSize(3);
    }

    /** Quay's place in the list is a token; GitLab names the page in full; some send no quotes, or a second relation. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "</v2/team/app/tags/list?n=50&next_page=gAAAAABm%2B_x-%3D%3D>; rel=\"next\""
                        + " | /v2/team/app/tags/list?n=50&next_page=gAAAAABm%2B_x-%3D%3D",
                "<HOST/v2/team/app/tags/list?last=a%2Fb&n=50>;rel=next | /v2/team/app/tags/list?last=a%2Fb&n=50",
                "</first>; rel=\"first\", </v2/team/app/tags/list?last=1,2>; rel=\"next\" | /v2/team/app/tags/list?last=1,2",
            })
    void itGoesOnExactlyWhereTheRegistrySays(String link, String next) {
        front.answer(call -> call.line().equals("GET " + next)
                ? Front.reply(200, tags(List.of("b")))
                : Front.reply(
                        200,
                        tags(List.of("a")),
                        "Link: " + link.replace("HOST", front.uri().toString())));

        TagList list = client.tags(repository, ALL, ALL);

        assertThat(list).isEqualTo(new TagList(List.of("a", "b"), true));
        assertThat(front.calls()).containsExactly("GET /v2/team/app/tags/list?n=1000", "GET " + next);
    }

    @Test
    void aBoundOfPagesOrTagsIsTold() {
        pages(1);

        assertThat(client.tags(repository, ALL, 2)).isEqualTo(new TagList(numbered(0, 200), false));
        assertThat(client.tags(repository, 150, ALL)).isEqualTo(new TagList(numbered(0, 150), false));
        assertThat(client.tags(repository, 200, ALL)).isEqualTo(new TagList(numbered(0, 200), false));
        assertThat(client.tags(repository, 300, 3)).isEqualTo(new TagList(numbered(0, 300), true));
    }

    @Test
    void pagesThatOverlapGiveEachTagOnce() {
        pages(2);

        assertThat(client.tags(repository, ALL, ALL)).isEqualTo(new TagList(numbered(0, 300), true));
    }

    @Test
    void aListThatGoesInACircleEndsAndIsNotComplete() {
        front.answer(
                call -> Front.reply(200, tags(List.of("a")), "Link: </v2/team/app/tags/list?last=a>; rel=\"next\""));

        assertThat(client.tags(repository, ALL, ALL)).isEqualTo(new TagList(List.of("a"), false));
        assertThat(front.calls()).hasSize(2);
    }

    @Test
    void nothingFollowsFromARepositoryThatIsNotThere() {
        assertThat(client.tags(repository, ALL, ALL)).isEqualTo(new TagList(List.of(), false));
    }

    @Test
    void norFromOneThatIsGoneInTheMiddle() {
        front.answer(call -> call.line().contains("last")
                ? Front.reply(404, "{}")
                : Front.reply(200, tags(List.of("a")), "Link: </v2/team/app/tags/list?last=a>; rel=\"next\""));

        assertThat(client.tags(repository, ALL, ALL)).isEqualTo(new TagList(List.of("a"), false));
    }

    /** Three hundred tags by hundreds. @param overlap how many tags of a page stand on the one before too, and one more */
    private void pages(int overlap) {
        front.answer(call -> {
            int from =
                    call.line().contains("from=") ? Integer.parseInt(call.line().replaceFirst(".*from=", "")) : 0;
            String page = tags(numbered(Math.max(0, from - overlap + 1), from + 100));
            return from == 200
                    ? Front.reply(200, page)
                    : Front.reply(200, page, "Link: </v2/team/app/tags/list?from=" + (from + 100) + ">; rel=\"next\"");
        });
    }

    private static List<String> numbered(int from, int end) {
        return IntStream.range(from, end).mapToObj(number -> "v" + number).toList();
    }

    private static String tags(List<String> tags) {
        return "{\"name\":\"team/app\",\"tags\":"
                + tags.stream().map(tag -> "\"" + tag + "\"").collect(Collectors.joining(",", "[", "]")) + "}";
    }
}
