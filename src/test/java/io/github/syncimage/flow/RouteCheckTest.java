package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteCheckTest {
    @RegisterExtension
    private final World world = new World();

    @Test
    void findsNothingWrongWithTheRoutesAsTheyAre() {
        assertThat(problems()).isEmpty();
        assertThat(world.github.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "post-process | - choice:                    | - chioce:                     | chioce",
                "report-progress | timer:report-progress     | tmier:report-progress         | tmier",
                "report-progress | delay: 2000               | delayed: 2000                 | delayed",
                "poll-issues  | {{poll.timer}}               | {{pol.timer}}                 | pol.timer",
                "mirror-image | direct:post-process          | direct:post_process           | direct:post_process is called",
                "mirror-image | ref: mirror, method: plan    | ref: miror, method: plan      | miror",
                "mirror-image | ref: mirror, method: plan    | ref: mirror, method: plans    | plans",
                "offer-issue      | errorHandler: { noErrorHandler: {} } | routeConfigurationId: erors | erors",
            })
    void findsAPlantedMistake(String name, String right, String wrong, String told) throws IOException {
        edit(name, right, wrong);

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(world.folder.relativize(file(name)) + ": ")
                .contains(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "poll-repository | ${variable.repository.openIssues.read} | ${ref:openIsues.read} | openIsues.read",
                "poll-repository  | simple: \"${body}\"         | simple: \"${bean:isues.all}\" | isues",
                "poll-issues  | simple: \"${body}\"         | simple: \"${bean:isues?method=a}\" | isues",
                "poll-issues  | simple: \"${body}\"         | simple: \"${bean:isues::all}\"    | isues",
                "mirror-image | bean:mirror?method=upstream | bean:miror?method=upstream    | miror",
                "mirror-image | bean:mirror?method=upstream | ${bean:miror.upstream}        | miror",
            })
    void findsABeanThatIsOnlyLookedForWhileAMessageComesBy(String name, String right, String wrong, String bean)
            throws IOException {
        edit(name, right, wrong);

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(world.folder.relativize(file(name)) + ": ")
                .contains(bean);
    }

    @Test
    void knowsTheBeansThatAnOperatorDeclaresAlsoInAnotherFile() throws IOException {
        Files.writeString(file("beans"), """
                - beans:
                    - name: names
                      type: java.util.ArrayList
                """);
        Files.writeString(file("tell-names"), """
                - beans:
                    - name: others
                      type: java.util.ArrayList
                - route:
                    id: tell-names
                    description: Tells names.
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:tell-names
                      steps:
                        # not ${ref:nobody}, nor direct:nowhere
                        - setBody: { simple: "${ref:names} ${bean:others.size} ${bean:java.util.ArrayList::size}" }
                        - setBody: { method: { ref: names, method: size } }
                        - toD: "bean:names?method=size"
                """);
        assertThat(problems()).isEmpty();

        edit("tell-names", "${ref:names}", "${ref:nams}");
        assertThat(problems()).containsExactly("routes/tell-names.camel.yaml: there is no bean 'nams'");
    }

    @Test
    void missesTheRoutesThatEverythingBeginsWith() throws IOException {
        Files.delete(file("poll-issues"));
        Files.writeString(file("serve-request"), "- beans:\n    - { name: names, type: java.util.ArrayList }\n");

        assertThat(problems())
                .containsExactly(
                        "routes/poll-issues.camel.yaml: the route is missing, and without it nothing is mirrored",
                        "routes/line/serve-request.camel.yaml: the route is missing, and without it nothing is mirrored");
    }

    @Test
    void aFileWithNothingInItIsOneProblem() throws IOException {
        Files.writeString(file("poll-issues"), "# nothing\n");

        assertThat(problems()).singleElement().asString().startsWith("routes/poll-issues.camel.yaml: ");
    }

    @Test
    void whatIsWrongWithASharedFileIsToldOnce() throws IOException {
        edit("errors", "- routeConfiguration:", "- routeConfiguration:\n    nonsense: true");

        assertThat(problems()).singleElement().asString().startsWith("routes/errors.camel.yaml: ");
    }

    @Test
    void whatIsOnlyUnusualIsAWarning() throws IOException {
        edit("close-issue", "id: close-issue", "id: shut-issue");
        edit("offer-issue", "    description: ", "    note: ");
        Files.writeString(file("tell_me"), """
                - route:
                    from:
                      uri: direct:tell_me
                      steps:
                        - log: { id: told, message: told }
                - route:
                    id: tell-you
                    description: Tells you.
                    from:
                      uri: direct:tell_you
                      steps:
                        - to: { id: both, uri: "direct:tell_me" }
                """);

        assertThat(problems()).isEmpty();
        try (Flow flow = world.beans().daemon()) {
            assertThat(flow.warnings())
                    .extracting(Object::toString)
                    .containsExactly(
                            "routes/github/close-issue.camel.yaml: the route's id is 'shut-issue', and not 'close-issue' like the file",
                            "routes/people/offer-issue.camel.yaml: the route has no description",
                            "routes/tell_me.camel.yaml: the route has no id",
                            "routes/tell_me.camel.yaml: the route has no description",
                            "routes/tell_me.camel.yaml: the route's id is 'tell-you', and not 'tell_me' like the file");
        }
    }

    @Test
    void looksIntoFoldersButNotIntoHiddenOnes() throws IOException {
        Path mounted = Files.createDirectories(world.folder.resolve("overrides/routes/..2026_11_25"));
        Path linked = mounted.resolveSibling("offer-issue.camel.yaml");
        Files.writeString(mounted.resolve("offer-issue.camel.yaml"), "- : [");
        Files.copy(file("offer-issue"), linked);
        assertThat(problems()).isEmpty();

        Files.writeString(linked, "- : [");
        assertThat(problems()).singleElement().asString().startsWith("overrides/routes/offer-issue.camel.yaml: ");
    }

    @Test
    void twoFilesOfOneNameAreAProblem() throws IOException {
        Files.copy(file("close-issue"), world.home.routes().resolve("close-issue.camel.yaml"));

        assertThat(problems())
                .singleElement()
                .asString()
                .endsWith(": is there twice, delete one: routes/close-issue.camel.yaml");
    }

    @Test
    void tellsAllAtOnce() throws IOException {
        edit("post-process", "- choice:", "- chioce:");
        edit("report-progress", "timer:report-progress", "tmier:report-progress");
        edit("start-answer", "direct:create-comment", "direct:create-coment");

        assertThat(problems()).hasSize(3);
    }

    private void edit(String name, String right, String wrong) {
        world.edit(file(name), right, wrong);
    }

    private Path file(String name) {
        return world.route(name);
    }

    private List<String> problems() {
        try (Flow flow = world.beans().daemon()) {
            return flow.problems().stream().map(Object::toString).toList();
        }
    }
}
