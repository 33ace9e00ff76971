package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path folder;

    @Test
    void takesTheProgramsOwnFromTheSystemWhereJavaLostThem() throws IOException {
        Path commandLine = folder.resolve("cmdline");
        Files.writeString(commandLine, "java\0-jar\0sync-image.jar\0explain\0--title\0【PORTER】nginx：1\0");

        assertThat(Main.inUtf8(new String[] {"explain", "--title", "\uFFFD\uFFFDnginx"}, commandLine))
                .containsExactly("explain", "--title", "【PORTER】nginx：1");
    }

    @Test
    void leavesThemAloneWhereNothingIsLostOrTheSystemCannotTell() {
        String[] fine = {"explain", "镜像"};
        String[] lost = {"explain", "\uFFFD"};

        assertThat(Main.inUtf8(fine, folder.resolve("absent"))).isSameAs(fine);
        assertThat(Main.inUtf8(lost, folder.resolve("absent"))).isSameAs(lost);
    }
}
