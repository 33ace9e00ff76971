package io.github.syncimage.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words and numbers as people write and read them. */
class TextTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "'', abc, 3",
        "1.25, 1.25, 0",
        "1.25, 1.26, 1",
        "1.25, 1.2, 1",
        "kitten, sitting, 3",
        "ab, ba, 2",
    })
    void countsInsertionsDeletionsAndReplacements(String one, String other, int distance) {
        assertThat(EditDistance.between(one, other)).isEqualTo(distance);
        assertThat(EditDistance.between(other, one)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1048575, 1.0 MiB",
        "191260672, 182.4 MiB",
        "1073741824, 1.0 GiB",
        "21474836480, 20.0 GiB",
        "9223372036854775807, 8388608.0 TiB",
    })
    void sizesHaveOneDecimalOfTheUnitThatFits(long bytes, String text) {
        assertThat(Sizes.text(bytes)).isEqualTo(text);
    }

    @Test
    void foreignTextIsOneShortLineThatDoesNothingToATerminal() {
        assertThat(OneLine.of(" a\r\n\tb\u001b[31m\u2028c\u202ed ", 80)).isEqualTo("a b [31m c d");
        assertThat(OneLine.of((String) null, 80)).isEmpty();
        assertThat(OneLine.of("12345", 5)).isEqualTo("12345");
        assertThat(OneLine.of("123456", 5)).isEqualTo("12345…");
    }

    @Test
    void aFailureSaysWhatItsInnermostCauseSays() {
        assertThat(OneLine.of(new IllegalStateException("around", new IOException("re\nset")), 80))
                .isEqualTo("re set");
        assertThat(OneLine.of(new IOException(" "), 80)).isEqualTo("IOException");
    }
}
