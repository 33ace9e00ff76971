package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} shows the rooms as they are. {@code make drawings} writes them anew. */
class ArchitecturePageTest {
    private static final Path PAGE = Path.of("docs/architecture.md");
    private static final String BEGIN = "<!-- rooms: made by `make drawings` -->\n";
    private static final String END = "<!-- end of rooms -->";

    @Test
    void theRoomsAreThoseOfThePackages() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String rooms = RoomsPicture.of(
                Rooms.read(),
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.github.syncimage"));
        String current = page.substring(0, begin) + rooms + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("drawings.write")) {
            Files.writeString(PAGE, current);
        }
        assertThat(Files.readString(PAGE))
                .as("`make drawings` makes it current")
                .isEqualTo(current);
    }
}
