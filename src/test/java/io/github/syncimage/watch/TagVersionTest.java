package io.github.syncimage.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows are what regsync 0.10 does, from its documentation, its tests and by trial. */
class TagVersionTest {
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "1.2.3, =, 1.2.3",
        "v1.2.3, =, 1.2.3",
        "1.2.3+build123, =, 1.2.3",
        "1.2, =, 1.2.0",
        "1, =, 1.0.0.0",
        "1.2.3, <, 2.2.3",
        "1.2.3, <, 1.3.3",
        "1.2.3, <, 1.2.4",
        "1.9, <, 1.10",
        "1.2.3, <, 1.2.3.1",
        "10.0.17763.2114, <, 10.0.17763.2115",
        "10.0.17763, =, 10.0.17763.0",
        "1.2.3-rc1, <, 1.2.3",
        "1.2.3-alpha, <, 1.2.3-beta",
        "1.2.3-rc2, <, 1.2.3-rc10",
        "1.2.3-rc.2, <, 1.2.3-rc.10",
        "1.2.3-rc, <, 1.2.3-rc1",
        "1.2.3-rc, <, 1.2.3-rc.1",
        "1.2.3-1a2, <, 1.2.3-1a10",
        "1.2.3-7, <, 1.2.3-rc",
        "3.22-alpine, <, 3.22",
        "1.27.4-alpine3.9, <, 1.27.4-alpine3.21",
        "24.04, <, 24.10",
        "20241001, >, 24.04",
        "202410011230559999, >, 20241001",
        "1.2.3-a12345678901234567890, <, 1.2.3-a12345678901234567891",
    })
    void orders(String one, String sign, String other) {
        int expected = "<=>".indexOf(sign) - 1;

        assertThat(Integer.signum(version(one).compareTo(version(other)))).isEqualTo(expected);
        assertThat(Integer.signum(version(other).compareTo(version(one)))).isEqualTo(-expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latest",
                "stable-1.27",
                "",
                "v",
                "V1.2",
                "vv1",
                "1.",
                "1..2",
                ".1",
                "1.x",
                "-1",
                "alpine3.21",
                "sha256-0123456789ab",
                "1234567890123456789",
                "１.２"
            })
    void areNone(String tag) {
        assertThat(TagVersion.of(tag)).isEmpty();
    }

    @ParameterizedTest(name = "{0} has {1}: {2}")
    @CsvSource({
        ">=1.0.0, 1.0.0, true",
        ">=1.0.0, 0.9.0, false",
        ">=1.0.0, v1.5.0, true",
        ">=v1.0.0, 1.5.0, true",
        "<=2.0.0, 2.0.0, true",
        "<=2.0.0, 2.1.0, false",
        ">1.0.0, 1.0.1, true",
        ">1.0.0, 1.0.0, false",
        ">1.0.0, v1, false",
        "<2.0.0, 1.9.9, true",
        "<2.0.0, 2.0.0, false",
        "<2.0.0, 2.0.0-rc1, true",
        "=1.0.0, 1.0.0, true",
        "=1.0.0, 1.0.1, false",
        "1.0.0, v1, true",
        ">=1.0.0 <2.0.0, 1.5.0, true",
        ">=1.0.0   <2.0.0, 2.0.0, false",
        ">=1.0.0 <2.0.0, 0.9.0, false",
        "^1.2.3, 1.2.3, true",
        "^1.2.3, 1.5.0, true",
        "^1.2.3, 2.0.0, false",
        "^1.2.3, 1.2.2, false",
        "^0.2.3, 0.2.5, true",
        "^0.2.3, 0.3.0, false",
        "^0.0.3, 0.0.3, true",
        "^0.0.3, 0.0.4, false",
        "^1.2, 1.99, true",
        "~1.2.3, 1.2.5, true",
        "~1.2.3, 1.3.0, false",
        "~1.2.3, 1.2.2, false",
        "~3.22, 3.22.9, true",
        "~3, 3.1, false",
        ">=1.0.0-rc1, 1.0.0-rc2, true",
        ">=1.0.0-rc1, 1.0.0, true",
        ">=1.27, 1.31.0-rc.1, true",
        ">=1.27, 3.22-alpine, true",
        ">=1.27, 1.27.4-alpine3.21, true",
        ">=1.27, 10.0.17763.2114, true",
        ">=1.27, 20241001, true",
        ">=1.27, 24.04, true",
        ">=3.22, 3.22-alpine, false",
    })
    void areInRange(String range, String tag, boolean expected) {
        assertThat(TagVersion.range(range).test(version(tag))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ">=abc", "invalid range", ">=1.0 || <3", ">= 1.0", ">=1.0,<2.0", "1.x", "1.0 - 2.0", "*"
            })
    void areNoRanges(String text) {
        assertThatThrownBy(() -> TagVersion.range(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no comparison with a version");
    }

    private static TagVersion version(String tag) {
        return TagVersion.of(tag).orElseThrow();
    }
}
