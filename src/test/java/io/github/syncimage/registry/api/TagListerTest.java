package io.github.syncimage.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.Repository;
import io.github.syncimage.testing.Front;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagListerTest extends ScriptedRegistry {
    private static final int ALL = 10_000;

    private final Repository repository = Samples.repository(registry.host(), "team/app");

    private record Read(List<String> tags, boolean complete) {}

    @Test
    void aListIsReadToItsEnd() {
        pages();

        assertThat(read(ALL)).isEqualTo(new Read(numbered(0, 300), true));
        assertThat(registry.calls()).hasSize(3);
    }

    /** Quay's place in the list is a token; GitLab names the page in full; some send no quotes, or a second relation. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "</v2/team/app/tags/list?n=50&next_page=gAAAAABm%2B_x-%3D%3D>; rel=\"next\""
                        + " | /v2/team/app/tags/list?n=50&next_page=gAAAAABm%2B_x-%3D%3D",
                "<HOST/v2/team/app/tags/list?last=a%2Fb&n=50>;rel=next | /v2/team/app/tags/list?last=a%2Fb&n=50",
                "</v2/team/app/tags/list?last=;>;title=\"a, <b>; rel=x\";rel=\"last next\" | /v2/team/app/tags/list?last=;",
                "nothing, </prev>;rel=prev, <> , </v2/team/app/tags/list?last=b> ; REL = NEXT | /v2/team/app/tags/list?last=b",
                "</first>; rel=\"first\", </v2/team/app/tags/list?last=1,2>; rel=\"next\" | /v2/team/app/tags/list?last=1,2",
            })
    void itGoesOnExactlyWhereTheRegistrySays(String link, String next) {
        registry.answer(call -> call.line().equals("GET " + next)
                ? Front.reply(200, tags(List.of("b")))
                : Front.reply(
                        200,
                        tags(List.of("a")),
                        "Link: " + link.replace("HOST", registry.uri().toString())));

        assertThat(read(ALL)).isEqualTo(new Read(List.of("a", "b"), true));
        assertThat(registry.calls()).containsExactly("GET /v2/team/app/tags/list?n=1000", "GET " + next);
    }

    @Test
    void aBoundOfPagesIsTold() {
        pages();

        assertThat(read(2)).isEqualTo(new Read(numbered(0, 200), false));
        assertThat(read(3)).isEqualTo(new Read(numbered(0, 300), true));
    }

    @Test
    void aListThatGoesInACircleEndsAndIsNotComplete() {
        registry.answer(
                call -> Front.reply(200, tags(List.of("a")), "Link: </v2/team/app/tags/list?last=a>; rel=\"next\""));

        assertThat(read(ALL)).isEqualTo(new Read(List.of("a", "a"), false));
        assertThat(registry.calls()).hasSize(2);
    }

    @Test
    void aLinkOfMoreThan8KiBEndsTheListWhichIsNotComplete() {
        String link = "</v2/team/app/tags/list?last=a" + "z".repeat(8192) + ">; rel=\"next\"";
        registry.answer(call -> Front.reply(200, tags(List.of("a")), "Link: " + link));

        assertThat(read(ALL)).isEqualTo(new Read(List.of("a"), false));
        assertThat(registry.calls()).hasSize(1);
    }

    @Test
    void aTagOfMoreThan128CharactersIsAbsent() {
        String longest = "v".repeat(128);
        registry.answer(call -> Front.reply(200, tags(List.of("a", longest, longest + "v", "b"))));

        assertThat(read(ALL)).isEqualTo(new Read(List.of("a", longest, "b"), true));
    }

    @Test
    void nothingFollowsFromARepositoryThatIsNotThere() {
        assertThat(read(ALL)).isEqualTo(new Read(List.of(), false));
    }

    @Test
    void norFromOneThatIsGoneInTheMiddle() {
        registry.answer(call -> call.line().contains("last")
                ? Front.reply(404, "{}")
                : Front.reply(200, tags(List.of("a")), "Link: </v2/team/app/tags/list?last=a>; rel=\"next\""));

        assertThat(read(ALL)).isEqualTo(new Read(List.of("a"), false));
    }

    private Read read(int mostPages) {
        List<String> tags = new ArrayList<>();
        boolean complete = client.eachTag(repository, mostPages, tags::addAll);
        return new Read(tags, complete);
    }

    /** Three hundred tags by hundreds. */
    private void pages() {
        registry.answer(call -> {
            int from =
                    call.line().contains("from=") ? Integer.parseInt(call.line().replaceFirst(".*from=", "")) : 0;
            String page = tags(numbered(from, from + 100));
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
