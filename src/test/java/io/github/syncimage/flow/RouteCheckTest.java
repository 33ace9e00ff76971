package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

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

class RouteCheckTest {
    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void open() throws IOException {
        world = new World(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

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
                "poll-issues  | timer:poll-issues            | tmier:poll-issues             | tmier",
                "poll-issues  | delay: 0                     | delayed: 0                    | delayed",
                "poll-issues  | {{github.poll_interval}}     | {{github.pol_interval}}       | github.pol_interval",
                "mirror-image | direct:copy-platform         | direct:copy-platforms         | direct:copy-platforms is called",
                "mirror-image | ref: mirror, method: plan    | ref: miror, method: plan      | miror",
                "mirror-image | ref: mirror, method: plan    | ref: mirror, method: plans    | plans",
                "close-issue  | id: close-issue              | id: shut-issue                | it has to be 'close-issue'",
                "close-issue  | description: Sets the labels and closes the issue, in one request. | autoStartup: true | no description",
                "copy-platform | errorHandler: { noErrorHandler: {} } | routeConfigurationId: erors | erors",
            })
    void findsAPlantedMistake(String name, String right, String wrong, String told) throws IOException {
        edit(name, right, wrong);

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("routes/" + name + ".camel.yaml: ")
                .contains(told);
    }

    @Test
    void tellsAllAtOnce() throws IOException {
        edit("post-process", "- choice:", "- chioce:");
        edit("poll-issues", "timer:poll-issues", "tmier:poll-issues");
        edit("close-issue", "id: close-issue", "id: shut-issue");

        assertThat(problems()).hasSize(3);
    }

    private void edit(String name, String right, String wrong) throws IOException {
        Path file = world.home.routes().resolve(name + ".camel.yaml");
        String text = Files.readString(file);
        assertThat(text).contains(right);
        Files.writeString(file, text.replace(right, wrong));
    }

    private List<String> problems() {
        try (Flow flow = world.beans().daemon()) {
            return flow.problems().stream().map(Object::toString).toList();
        }
    }
}
