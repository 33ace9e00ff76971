package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.settings.keys.Key;
import io.github.syncimage.settings.keys.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/settings.md} is the table of keys; when this fails, its message holds the rows that the page should have. */
class SettingsPageTest {
    @Test
    void thePageHasTheRowsOfTheTable() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("docs/settings.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .as("rows of docs/settings.md, which should be\n%s", String.join("\n", expected()))
                .containsExactlyElementsOf(expected());
    }

    private static List<String> expected() {
        return Keys.ALL.stream().map(SettingsPageTest::row).toList();
    }

    private static String row(Key<?> key) {
        List<String> variables = new ArrayList<>();
        for (String name : key.environment()) {
            variables.add("`" + name + "`");
            if (key.secret()) {
                variables.add("`" + name + "_FILE`");
            }
        }
        return "| `" + key.path() + "` | " + variables.stream().collect(Collectors.joining(", ")) + " | "
                + (key.byDefault().isEmpty() ? "" : "`" + key.byDefault() + "`") + " | "
                + (key.required() ? "required by `run` and `once`: " : "") + key.about() + " |";
    }
}
