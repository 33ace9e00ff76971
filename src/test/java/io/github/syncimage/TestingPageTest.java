package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/testing.md} leads to tests that exist. */
class TestingPageTest {
    @Test
    void everyTestThatItNamesExists() throws IOException {
        NamedTests named = NamedTests.of(Path.of("docs/testing.md"));
        assertThat(named.all()).hasSizeGreaterThan(50);
        assertThat(named.absent()).isEmpty();
    }
}
