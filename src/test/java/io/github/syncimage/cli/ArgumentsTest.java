package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {
    @TempDir
    private Path folder;

    @Test
    void takesTheProgramsOwnFromTheSystemWhereJavaLostThem() throws IOException {
        Path commandLine = folder.resolve("cmdline");
        Files.writeString(commandLine, "java\0-jar\0sync-image.jar\0explain\0--title\0【PORTER】nginx：1\0");

        assertThat(Arguments.inUtf8(new String[] {"explain", "--title", "\uFFFD\uFFFDnginx"}, commandLine))
                .containsExactly("explain", "--title", "【PORTER】nginx：1");
    }

    @Test
    void leavesThemAloneWhereNothingIsLostOrTheSystemCannotTell() {
        String[] fine = {"explain", "镜像"};
        String[] lost = {"explain", "\uFFFD"};

        assertThat(Arguments.inUtf8(fine, folder.resolve("absent"))).isSameAs(fine);
        assertThat(Arguments.inUtf8(lost, folder.resolve("absent"))).isSameAs(lost);
    }
}
