package io.github.syncimage.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void isOneLineThatDoesNothingToATerminal() {
        assertThat(OneLine.of(" a\r\n\tb\u001b[31m\u2028c\u202ed ", 80)).isEqualTo("a b [31m c d");
        assertThat(OneLine.of((String) null, 80)).isEmpty();
    }

    @Test
    void isCutOffWhereItGetsTooLong() {
        assertThat(OneLine.of("12345", 5)).isEqualTo("12345");
        assertThat(OneLine.of("123456", 5)).isEqualTo("12345…");
    }

    @Test
    void saysOfAFailureWhatTheInnermostCauseSays() {
        assertThat(OneLine.of(new IllegalStateException("around", new IOException("re\nset")), 80))
                .isEqualTo("re set");
        assertThat(OneLine.of(new IOException(" "), 80)).isEqualTo("IOException");
    }
}
