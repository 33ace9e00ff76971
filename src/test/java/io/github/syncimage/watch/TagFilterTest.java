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
