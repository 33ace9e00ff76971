package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.testing.Gate;
import io.github.syncimage.testing.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator edits routes/ while the daemon runs. */
@Tag("slow")
class ReloadTest {
    @RegisterExtension
    private final World world = new World();

    private final LogLines log = world.closing(new LogLines());
    private final Gate gate = world.gate("gcr.io", call -> true);
    private final Flow flow = world.daemon();

    @AfterEach
    void close() {
        gate.open();
        flow.close();
    }

    @Test
    void keepsTheOldRoutesRunningWhenAnEditIsBroken() throws IOException {
        gate.open();
        String whole = edit("post-process", "- choice:", "- chioce:");
        awaitLog("not reloaded, the old routes keep running: routes/post-process.camel.yaml");
        int issue = request();
        world.awaitClosed(issue);
        assertThat(world.labels(issue)).contains("success");

        write("post-process", whole.replace("description: ", "description: Edited. "));
        awaitLog("reloaded [post-process]");
        int next = request();
        world.awaitClosed(next);
        assertThat(world.labels(next)).contains("success");
    }

    @Test
    void takesANewFileAndDropsADeletedOne() throws IOException {
        write("after-mirror", """
                # Called by post-process.
                - route:
                    id: after-mirror
                    description: Tells somebody that an image has arrived.
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:after-mirror
                      steps:
                        - log: { id: told, message: "arrived" }
                """);
        awaitLog("reloaded [after-mirror]");
        assertThat(flow.context().getRoute("after-mirror")).isNotNull();

        Files.delete(file("after-mirror"));
        awaitLog("removed after-mirror");
        assertThat(flow.context().getRoute("after-mirror")).isNull();
    }

    @Test
    void doesNotLoseTheRouteThatEverythingBeginsWith() throws IOException {
        gate.open();
        Files.delete(file("poll-issues"));
        awaitLog("not reloaded, the old routes keep running: routes/poll-issues.camel.yaml: the route is missing");
        world.awaitClosed(request());
    }

    @Test
    void refusesABeanThatIsNotThere() throws IOException {
        gate.open();
        edit("poll-issues", "ref: runs, method: due", "ref: rnus, method: due");
        awaitLog(
                "not reloaded, the old routes keep running: routes/poll-issues.camel.yaml: No bean could be found in the registry for: rnus");
        world.awaitClosed(request());
    }

    @Test
    void letsACopyFinishThroughTheRoutesItBeganWith() throws IOException {
        int issue = request();
        await().until(() -> flow.context().getInflightRepository().size("mirror-image") == 1);

        edit("mirror-image", "id: publish", "id: set-tag");
        edit("serve-request", "id: one-run", "id: each-run");
        awaitLog("reloading [mirror-image, serve-request]", "reloading [mirror-image]", "reloading [serve-request]");
        int waiting = request();
        assertThat(log.all()).noneMatch(line -> line.startsWith("reloaded"));
        gate.open();
        awaitLog("reloaded");

        world.awaitClosed(issue);
        world.awaitClosed(waiting);
        for (int one : new int[] {issue, waiting}) {
            assertThat(world.labels(one)).containsExactly("porter", "success");
            assertThat(world.github.comments(one)).hasSize(1);
        }
    }

    @Test
    void goesOnWithTheOldRoutesWhenAnEditIsBrokenByTheNextWhileACopyRuns() throws IOException {
        int issue = request();
        await().until(() -> flow.context().getInflightRepository().size("mirror-image") == 1);

        edit("mirror-image", "id: publish", "id: set-tag");
        awaitLog("reloading [mirror-image]");
        edit("mirror-image", "- filter:", "- fliter:");
        awaitLog("not reloaded, the old routes keep running: routes/mirror-image.camel.yaml");
        gate.open();

        int next = request();
        world.awaitClosed(issue);
        world.awaitClosed(next);
        assertThat(world.labels(next)).containsExactly("porter", "success");
    }

    @Test
    void aLookThatHasBegunIsWaitedFor() throws IOException {
        gate.open();
        RunsInProgress runs = flow.parts().runs();
        // Its thread has not begun: no route is busy with it.
        List<ServedRepository> look = new ArrayList<>();
        await().until(() -> look.addAll(runs.due()));
        String whole = edit("poll-issues", "description: ", "description: Edited. ");
        awaitLog("reloading [poll-issues]");
        edit("poll-issues", "- split:", "- spilt:");
        awaitLog("not reloaded, the old routes keep running: routes/poll-issues.camel.yaml");
        assertThat(log.all()).noneMatch(line -> line.startsWith("reloaded"));

        look.forEach(runs::offered);
        write("poll-issues", whole.replace("description: ", "description: Edited again. "));
        awaitLog("reloaded [poll-issues]");
        world.awaitClosed(request());
    }

    @Test
    void reloadsEverythingWhenTheErrorsAreEdited() throws IOException {
        edit("errors", "maximumRedeliveryDelay: \"60000\"", "maximumRedeliveryDelay: \"30000\"");
        awaitLog("reloaded [");
        gate.open();

        int issue = request();
        world.awaitClosed(issue);
        assertThat(world.github.comments(issue)).hasSize(1);
    }

    @Test
    void takesBeansOverThatAFileDeclares() throws IOException {
        write("beans", "- beans:\n    - { name: words, type: java.util.ArrayList }\n");
        write("count-words", """
                - route:
                    id: count-words
                    description: Tells what words holds.
                    errorHandler: { noErrorHandler: {} }
                    from:
                      uri: direct:count-words
                      steps:
                        - setBody: { method: { ref: words, method: toString } }
                """);
        awaitWords("[]");
        awaitLog("reloaded [");
        int before = log.with("reloaded [").size();

        write("beans", "- beans:\n    - { name: words, type: java.util.TreeMap }\n");
        awaitWords("{}");
        // All others follow: an end in the middle of that takes long.
        await().until(() -> log.with("reloaded [").size() > before);
    }

    @Test
    void anOverrideTakesTheRoutesPlaceAndGivesItBack() throws IOException {
        gate.open();
        Path override = Files.createDirectories(world.folder.resolve("overrides/routes"))
                .resolve("post-process.camel.yaml");
        String shipped = Files.readString(file("post-process"));
        world.write(override, shipped.replace("- choice:", "- chioce:"));
        awaitLog("not reloaded, the old routes keep running: overrides/routes/post-process.camel.yaml");

        world.write(override, shipped.replace("description: ", "description: My own. "));
        awaitLog("reloaded [post-process]");
        assertThat(descriptionOfPostProcess()).startsWith("My own. ");
        world.awaitClosed(request());
        // What an upgrade brings does not collide with it.
        edit("post-process", "description: ", "description: Newer. ");
        int issue = request();
        world.awaitClosed(issue);
        assertThat(world.labels(issue)).contains("success");
        assertThat(descriptionOfPostProcess()).startsWith("My own. ");

        Files.delete(override);
        await().untilAsserted(() -> assertThat(descriptionOfPostProcess()).startsWith("Newer. "));
        world.awaitClosed(request());
    }

    private String descriptionOfPostProcess() {
        // While it is taken over there is none.
        return Optional.ofNullable(flow.context().getRoute("post-process"))
                .map(Route::getDescription)
                .orElse("");
    }

    private void awaitWords(String words) {
        await().until(() -> words.equals(
                flow.context().createProducerTemplate().requestBody("direct:count-words", "", String.class)));
    }

    private int request() {
        return world.open(World.HELLO);
    }

    private void awaitLog(String... oneOf) {
        await().untilAsserted(() -> assertThat(log.all()).anySatisfy(line -> assertThat(oneOf)
                .anySatisfy(part -> assertThat(line).contains(part))));
    }

    private Path file(String name) {
        return world.route(name);
    }

    private String edit(String name, String from, String to) {
        return world.edit(file(name), from, to);
    }

    private void write(String name, String text) {
        world.write(file(name), text);
    }
}
