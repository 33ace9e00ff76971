package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.LoopbackImages;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say about mistakes: all of them at once, a line each, on stderr. */
class CommandsIT {
    @TempDir
    private Path folder;

    @Test
    void checkNamesThreePlantedMistakesAtOnce() throws Exception {
        Path config = Files.writeString(folder.resolve("mistakes.yaml"), """
                github: { token: ghp_loopback, user: acme, repo: mirror, poll_interval: soon }
                registries: { generic: { registry: quay.io, nmespace: team } }
                rules: { "^gcr.io[": "" }
                """);
        Program check = Program.start(folder, "check", "-c", config.toString()).ended(2);

        assertThat(check.out()).isEmpty();
        assertThat(check.err().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("mistakes.yaml:1: github.poll_interval"))
                .anyMatch(line -> line.contains("mistakes.yaml:2: registries.generic.nmespace"))
                .anyMatch(line -> line.contains("mistakes.yaml:3: rules"));
    }

    @Test
    void aListGoesOnPastWhatFails() throws Exception {
        try (Place place = new Place(folder)) {
            place.push("acme/app", "1", LoopbackImages.single("app", "linux/amd64"));
            String source = place.upstream.host() + "/acme/app:1";
            Path list = Files.writeString(
                    folder.resolve("list"),
                    "\n# comment\n" + place.upstream.host() + "/acme/absent:1 " + place.image("absent:1") + "\r\n  "
                            + source + "\t" + place.image("app:1") + "  \n");
            Program copy =
                    Program.start(folder, "copy", "--list", list.toString()).ended(1);

            assertThat(copy.err().lines()).singleElement().asString().contains("acme/absent:1");
            place.pull("app:1");
        }
    }

    @Test
    void aDatabaseThatCannotBeOpenedIsAWarning() throws Exception {
        try (Place place = new Place(folder)) {
            place.push("acme/app", "1", LoopbackImages.single("app", "linux/amd64"));
            Path occupied = Files.writeString(folder.resolve("occupied"), "a file where a folder should be");
            Program copy = Program.start(
                            folder,
                            "copy",
                            place.upstream.host() + "/acme/app:1",
                            place.image("app:1"),
                            "--set",
                            "app.data_dir=" + occupied)
                    .ended(0);

            assertThat(copy.err().lines())
                    .singleElement()
                    .asString()
                    .contains("WARN", "nothing is remembered: could not open the database");
            place.pull("app:1");
        }
    }

    @Test
    void wrongUsageIsALine() throws Exception {
        for (String[] wrong : new String[][] {
            {"frobnicate"}, {"copy"}, {"copy", "a:b:c"}, {"copy", "--list", "absent"}, {"explain"}, {"inspect", "A!"}
        }) {
            Program program = Program.start(folder, wrong).ended(2);
            assertThat(program.out()).isEmpty();
            assertThat(program.err().lines()).singleElement().asString().startsWith("sync-image: ");
        }
    }
}
