package io.github.syncimage.page.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Document;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every part of the page says the same in each language, and has all the words that it uses. */
class WordsTest {
    private static final Map<String, Document> PAGE = Assets.ofOperators();
    private static final Pattern KEY = Pattern.compile("(?m)^  (\\w+): (\\(?)");
    private static final Pattern VALUES = Pattern.compile("(?m)^  (\\w+): \\(?([\\w, ]*)\\)? => ");

    static Stream<String> parts() {
        return PAGE.keySet().stream().filter(name -> name.endsWith(".en.js"));
    }

    private static String text(String name) {
        return new String(PAGE.get(name).bytes(), StandardCharsets.UTF_8);
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void areThereInBothLanguagesAndTakeTheSameValues(String english) {
        String chinese = english.replace(".en.", ".zh.");
        assertThat(found(KEY, text(english)))
                .isEqualTo(found(KEY, text(chinese)))
                .isNotEmpty();
        assertThat(VALUES.matcher(text(english))
                        .results()
                        .map(found -> found.group(1))
                        .toList())
                .isEqualTo(VALUES.matcher(text(chinese))
                        .results()
                        .map(found -> found.group(1))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("parts")
    void noneInChineseWasLeftInEnglish(String english) {
        Pattern literal = Pattern.compile("(?m)^  \\w+: .*?['`](.*)['`],$");
        assertThat(literal.matcher(text(english.replace(".en.", ".zh.")))
                        .results()
                        .map(found -> found.group(1).replaceAll("\\$\\{[^}]*}", ""))
                        .filter(text -> text.matches(".*[A-Za-z].*")
                                && text.codePoints().noneMatch(Character::isIdeographic))
                        .toList())
                .isEmpty();
    }
}
