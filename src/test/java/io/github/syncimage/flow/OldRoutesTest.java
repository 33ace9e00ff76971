package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator's routes that were written for the first version, as it had them. */
class OldRoutesTest {
    private static final Path OLD = Path.of("src/test/resources/old-routes");
    /** Those of the release that served one repository. */
    private static final Path RELEASE = Path.of("src/test/resources/routes-1.0.0");

    @TempDir
    private Path folder;

    private World world;
    private Path overrides;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
        overrides = Files.createDirectories(folder.resolve("overrides/routes"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void thoseThatOperatorsEditRunUnchanged() throws IOException {
        write("prepare-target", old("prepare-target"));
        write(
                "post-process",
                old("post-process")
                        .replace(
                                "            when:\n",
                                "            when:\n"
                                        + "              - simple: \"${body.result.target.host} != 'docker.io'\"\n"
                                        + "                steps: [ { to: { id: to-mine, uri: direct:mine } } ]\n"));
        write("mine", """
                - route:
                    id: mine
                    description: Notes what has arrived, and for what step.
                    routeConfigurationId: optional-step
                    from:
                      uri: direct:mine
                      steps:
                        - bean: { ref: tally, method: sent }
                        - setBody: { simple: "${exchangeProperty.mirrored.result.target.tag} ${exchangeProperty.step}" }
                        - to: { id: note, uri: "file:%s?fileName=note" }
                """.formatted(folder));

        assertServes();
        assertThat(world.github.comments(1).get(0).body()).contains("| Public | yes");
        assertThat(folder.resolve("note")).hasContent("1.0 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "report-result   | work is a variable now: write ${variable.run}",
                "errors          | issue is a variable now: write ${variable.issue}",
                "start-answer    | instead of the headers CamelHttpMethod, CamelHttpPath and CamelHttpQuery and the body",
                "read-list       | path is a variable now: write ${variable.listed}",
                "reopen-on-retry | list is a variable now: write setVariable, with the name list",
            })
    void ofOthersTheCheckSaysWhatToWrite(String name, String told) throws IOException {
        write(name, old(name));

        assertTold(name, told);
    }

    @Test
    void whatAStepHandsOnToANewPostProcessIsToldToo() throws IOException {
        write("mine", """
                - route:
                    id: mine
                    description: Publishes in a way of its own.
                    routeConfigurationId: optional-step
                    from:
                      uri: direct:mine
                      steps:
                        - setProperty: { name: step, constant: done }
                        - setProperty: { name: position, constant: mine }
                """);

        assertThat(problems())
                .containsExactly("overrides/routes/mine.camel.yaml: the exchange property step is a variable now:"
                        + " write setVariable, with the name step");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "poll-issues   | poll-issues looks at each repository by poll-repository now",
                "obey-commands | write ${variable.repository.comments.list}",
                "notice-closed | write gone(${variable.repository})",
                "take-up       | write wake(${body})",
                "create-comment | write ${variable.issue.number}",
            })
    void ofThoseForOneRepositoryTheCheckSaysWhatToWrite(String name, String told) throws IOException {
        write(name, release(name));

        assertTold(name, told);
    }

    /** All the others of that release, each of which knew one repository only. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept-request",
                "after-failure",
                "after-refusal",
                "begin-request",
                "call-github",
                "cancel-run",
                "close-issue",
                "edit-comment",
                "errors",
                "find-answer",
                "first-answer",
                "hand-on",
                "look-again",
                "mirror-image",
                "post-process",
                "prepare-target",
                "read-issue",
                "read-list",
                "report-progress",
                "report-result",
                "serve-images",
                "serve-request",
                "start-answer",
                "update-issue"
            })
    void ofOneRepositoryTheOthersRunUnchanged(String name) throws IOException {
        write(name, release(name));

        assertServes();
        assertThat(world.github.comments(1)).hasSize(1);
    }

    private void assertTold(String name, String told) {
        assertThat(problems()).anySatisfy(line -> assertThat(line)
                .startsWith("overrides/routes/" + name + ".camel.yaml: ")
                .contains(told));
    }

    private void assertServes() {
        world.upstream.add("google-samples/hello-app", "1.0", LoopbackImages.index("hello", "linux/amd64"));
        world.open(World.HELLO);

        try (Flow flow = world.beans().daemon()) {
            assertThat(flow.problems()).isEmpty();
            flow.start();
            world.awaitClosed(1);
        }

        assertThat(world.github.issue(1).labels()).containsExactly("porter", "success");
    }

    private static String release(String name) throws IOException {
        return Files.readString(RELEASE.resolve(name + ".camel.yaml"));
    }

    private String old(String name) throws IOException {
        return Files.readString(OLD.resolve(name + ".camel.yaml"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(overrides.resolve(name + ".camel.yaml"), text);
    }

    private List<String> problems() {
        try (Flow flow = world.beans().daemon()) {
            return flow.problems().stream().map(Object::toString).toList();
        }
    }
}
