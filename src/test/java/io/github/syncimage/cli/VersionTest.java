package io.github.syncimage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void namesCommitAndDay() throws IOException {
        assertThat(version("commit = 13d87e6a2b1c\ndate = 2026-11-25"))
                .isEqualTo("sync-image 1.0.0 (13d87e6a2b1c, 2026-11-25)");
    }

    @Test
    void withoutGitItIsTheVersionAlone() throws IOException {
        assertThat(version("commit = ${git.commit.id.abbrev}\ndate = ${git.commit.time}"))
                .isEqualTo("sync-image 1.0.0");
    }

    private static String version(String build) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(build));
        return SyncImage.Version.line("1.0.0", properties);
    }
}
