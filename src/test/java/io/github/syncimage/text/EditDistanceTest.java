package io.github.syncimage.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
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
}
