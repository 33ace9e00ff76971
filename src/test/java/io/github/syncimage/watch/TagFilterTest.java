package io.github.syncimage.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import io.github.syncimage.watch.TagFilter.TagSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagFilterTest {
    /** As the next tables: what regsync 0.10 does, from its documentation, its tests and by trial. */
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
    void versionsAreOrdered(String one, String sign, String other) {
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
    void areNoVersions(String tag) {
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
    void areInARange(String range, String tag, boolean expected) {
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

    @ParameterizedTest(name = "{0} matches {1}: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "1\\.1; 1.1; true",
                "1\\.1; 1.1.0; false",
                "1\\.1; 11.1; false",
                "1.1; 1x1; true",
                "1\\.1|latest; latest; true",
                "1\\.1|latest; 1.1.0; false",
                "1\\.1|latest; mylatest; false",
                ".*-(alpha|beta|rc).*; 1.2-rc.1; true",
                "v\\d+\\.\\d+; v1.22; true",
                "(?i)LATEST; latest; true",
                "^1\\.1$; 1.1; true",
            })
    void patternsMatchWholeTags(String pattern, String tag, boolean matches) {
        assertThat(TagFilter.pattern(pattern).matches(tag)).isEqualTo(matches);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "1\\.1|latest; true",
                "(1\\.1|latest); false",
                "[a|b]; false",
                "a\\|b; false",
                "(a)|b; true",
                "[(]a|b; true",
                ".*; false"
            })
    void tellsWhereRegsyncMatchesMore(String pattern, boolean more) {
        assertThat(SyncEntryReader.regsyncMatchesMore(pattern)).isEqualTo(more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a**", "[", "(?=a)", "\\1", "a{2,1}"})
    void refusesWhatGoRefuses(String pattern) {
        assertThatThrownBy(() -> TagFilter.pattern(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + pattern + "' is no regular expression");
    }

    @Test
    void aPatternTakesNoTimeBeyondTheTagsLength() {
        assertThat(TagFilter.pattern("(a*)*b").matches("a".repeat(128))).isFalse();
    }

    @Test
    void rangeAllowAndDenyAllHaveToAgree() {
        TagSet set = set(">=1.27", "allow:.*-alpine", "deny:1\\.28.*");

        assertThat(choose(new TagFilter(List.of(set), 0), "1.26-alpine", "1.27.4-alpine", "1.27.4", "1.28-alpine", "x"))
                .containsExactly("1.27.4-alpine");
    }

    @Test
    void setsAreJoinedAndNothingIsTakenTwice() {
        TagFilter filter = new TagFilter(List.of(set("", "allow:latest|edge"), set("~3.22", "allow:.*")), 0);

        assertThat(choose(filter, "edge", "3.22.1", "3.21", "latest", "edge"))
                .containsExactly("edge", "3.22.1", "latest");
    }

    @Test
    void theNewestAreTheHighestVersionsWhateverTheOrder() {
        TagFilter filter = new TagFilter(List.of(), 3);

        assertThat(choose(filter, "v1.9", "v1.10", "latest", "v1.2", "v1.11-rc.1", "v1.10"))
                .containsExactly("v1.11-rc.1", "v1.10", "v1.9");
    }

    @Test
    void versionsThatAreEqualAreStillTwoTags() {
        assertThat(choose(new TagFilter(List.of(), 2), "1.2", "v1.2.0", "1.1")).containsExactly("v1.2.0", "1.2");
    }

    @Test
    void tagsThatStandForADigestAreNeverMeant() {
        String hex = "0123456789abcdef".repeat(4);

        assertThat(choose(TagFilter.ALL, "1", "sha256-" + hex, "sha256-" + hex + ".sig", "sha256-0123456789ab"))
                .containsExactly("1", "sha256-0123456789ab");
    }

    @Test
    void ofAMillionTagsNoMoreAreKeptThanMeant() {
        TagFilter.Choice choice = new TagFilter.Choice(new TagFilter(List.of(), 5));

        IntStream.range(0, 1_000_000).forEach(number -> {
            choice.accept("1." + (number * 7919L % 1_000_003));
            if (choice.tags().size() > 5) {
                throw new AssertionError("keeps " + choice.tags().size());
            }
        });

        assertThat(choice.seen()).isEqualTo(1_000_000);
        assertThat(choice.tags()).hasSize(5).startsWith("1.1000002");
    }

    private static TagSet set(String range, String... patterns) {
        return new TagSet(
                range.isEmpty() ? List.of() : List.of(TagVersion.range(range)),
                patterns("allow:", patterns),
                patterns("deny:", patterns));
    }

    private static List<Pattern> patterns(String which, String... patterns) {
        return Arrays.stream(patterns)
                .filter(pattern -> pattern.startsWith(which))
                .map(pattern -> TagFilter.pattern(pattern.substring(which.length())))
                .toList();
    }

    private static List<String> choose(TagFilter filter, String... tags) {
        TagFilter.Choice choice = new TagFilter.Choice(filter);
        Arrays.stream(tags).forEach(choice);
        return choice.tags();
    }
}
