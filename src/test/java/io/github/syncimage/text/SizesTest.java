package io.github.syncimage.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
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
    void sizes(long bytes, String text) {
        assertThat(Sizes.text(bytes)).isEqualTo(text);
    }
}
