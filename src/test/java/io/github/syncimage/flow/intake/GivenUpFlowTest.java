package io.github.syncimage.flow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.World;
import io.github.syncimage.github.Served;
import io.github.syncimage.run.RequestRun;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.store.run.Note;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request that the program has died of again and again: the whole daemon, started once more. */
class GivenUpFlowTest {
    @RegisterExtension
    private final World world = new World().withoutProgress();

    @ParameterizedTest
    @CsvSource({"en, 'does not try once more by itself'", "zh, 所以不再自动重试"})
    void theIssueSaysSoOnceAndACommandTriesItAgain(String language, String words) {
        world.with("report.language", language);
        int issue = world.open(World.HELLO);
        diedOf(issue, 3);

        world.runUntilClosed(issue);

        assertThat(world.comment(issue)).contains(words, "the program ended in the middle of it, 3 times");
        assertThat(world.labels(issue)).containsExactly("porter", "failed");
        assertThat(world.upstream.calls()).as("nothing was begun").isEmpty();

        world.github.comment(issue, "alice", "/retry");
        try (Flow flow = world.daemon()) {
            await().untilAsserted(() -> assertThat(world.labels(issue)).containsExactly("porter", "success"));
        }
    }

    /** What stands in the file when the program was killed for the last time. */
    private void diedOf(int issue, int times) {
        RequestRun run = RequestRun.on(Served.open(issue, World.HELLO, "alice"));
        String place = String.format(
                "{\"run\": %s, \"stage\": \"HANDED_ON\", \"owner\": \"\", \"marks\": [\"BEGUN\"], \"deaths\": %d}",
                run.json(), times - 1);
        try (MirrorStore store = MirrorStore.open(world.folder.resolve("data"), null)) {
            store.keptNotes().write(List.of(new Note("place", "acme/mirror#" + issue, place)));
        }
    }
}
