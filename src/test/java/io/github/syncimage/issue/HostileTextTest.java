package io.github.syncimage.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.syncimage.issue.Decision.Refusal;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever somebody writes, reading it is quick, never fails, and says nothing that could break a line. */
@Tag("slow")
class HostileTextTest {
    /** Linear work on 64 KiB takes milliseconds; anything quadratic in a pattern takes minutes. */
    private static final Duration QUICK = Duration.ofSeconds(60);

    private static final int SIZE = 65_536;

    /** What is repeated, with {@code ·} between. */
    private static final String PARTS = """
            a·:·/·a/·a:·a-·-·.·a.·_·__a·@·|·|a·,·a,· ·a ·: · :·/ ·[·]·[PORTER]·[PORTER·【·`·```\n·"·(·<·<!--·\
            <!-- -->·-->·](·[a](·\n·a\n·- \n·> ·# ·#·1. ·- [ ] ·- [x] ·--platform ·docker pull ·image: ·镜·\
            镜:·镜a·。·\u200B·\u202E·\u0000·\uD800·🚀·https://·a.b/·a@sha256:·sha256:·0·$(·;·\\·{·a--·\
            linux/arm64,·linux/arm64 ·linux/arm64\n·nginx:1,linux/arm64\n·nginx:1 arm64\n·arm64架构 ·平台·平台：·\
            platform: ·a(·a[b·a(b) ·[PORTER]:·armv7 ·linux-·a;·1:·[[·["·{a: ·{"a":[·- - ·- ·a:\n·a: b\n·? ·\
            &a ·*a ·a: |\n·image: a\n·- image: a/b:1\n·image: &a {image: *a}\n·apiVersion: v1\nkind: Pod\n·\
            apiVersion: v1\nkind: Pod\n---\n·---\n·services:\n a:\n  image: b\n·FROM a\n·FROM a:1 AS b\n·\
            RUN <<EOF\n·FROM a\nRUN --mount=a,·FROM a\nCOPY --from=a \\\n·${·${a:-·{{·image "·image "a" ·\
            ```yaml\n·```yaml\n[·```yaml\nimage: [·```dockerfile\nFROM a\n·REPOSITORY TAG\n·      1 a\n·<a>·\
            a b:1 ·a/b:1 c \
            """;

    static Stream<String> parts() {
        return Stream.of(PARTS.split("·"));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void isReadInLinearTime(String part) {
        String text = part.repeat(SIZE / part.length());

        assertTimeoutPreemptively(QUICK, () -> {
            readAll(text, text);
            readAll("[PORTER]" + text, text);
            readAll("[PORTER]" + text.substring(0, 400), text);
            readAll("[PORTER]nginx:1|" + text.substring(0, 400), text + "\nnginx:1");
            readAll("[PORTER]:" + text.substring(0, 400), "### Platforms\n\n" + text);
            readAll("[PORTER]|arm64", text);
            readAll("[PORTER]", "### Image\n\n" + text.replace("\n", " ").substring(0, 900));
        });
    }

    /** What no repeated part makes: indentation that grows, aliases that multiply, brackets behind a manifest's head. */
    @Test
    void deepAndTwinedYamlIsReadInLinearTime() {
        String head = "apiVersion: v1\nkind: Pod\n";
        StringBuilder deep = new StringBuilder(head);
        for (int i = 0; i < 350; i++) {
            deep.append(" ".repeat(i)).append("a:\n");
        }
        StringBuilder twined = new StringBuilder("x0: &x0 [image, image]\n");
        for (int i = 1; i < 40; i++) {
            twined.append("x%d: &x%d [*x%d, *x%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertTimeoutPreemptively(QUICK, () -> {
            for (String body : new String[] {
                deep.toString(),
                twined + "image: a/b:1\n",
                head + "x: " + "[".repeat(60_000),
                head + "x: " + "{a: ".repeat(15_000),
                head + "- ".repeat(30_000),
                head + "x: \"" + "\\u0061".repeat(9_000),
                head + "? ".repeat(30_000),
                (head + "---\n").repeat(2_500),
                "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": " + "[{\"a\":".repeat(8_000)
            }) {
                readAll("[PORTER]", body);
                readAll("[PORTER]", "```yaml\n" + body);
                readAll("[PORTER]" + body.replace("\n", " "), "");
            }
        });
    }

    @Test
    void noiseNeverFails() {
        Random random = new Random(7);
        String alphabet = "abAB019:/@.,|-_[]PORTER=*? `\"'()<>#$;&\\{}\n\t\u3000\u200B：｜镜。\u202E\u0000\uD83D\uDE80";
        assertTimeoutPreemptively(QUICK, () -> {
            for (int i = 0; i < 5_000; i++) {
                readAll("[PORTER]" + noise(random, alphabet, 40), noise(random, alphabet, 200));
            }
        });
    }

    private static String noise(Random random, String alphabet, int most) {
        StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return noise.toString();
    }

    private static void readAll(String title, String body) {
        Stream.of(1, 10).forEach(limit -> check(new IssueReader(limit).read(title, body), limit));
    }

    private static void check(IssueReader.Reading reading, int limit) {
        assertThat(reading.found()).isNotEmpty().hasSizeLessThanOrEqualTo(limit);
        reading.found().stream()
                .filter(image -> !image.readable())
                .map(Finding::refused)
                .forEach(HostileTextTest::checkPrintable);
    }

    private static void checkPrintable(Refusal refused) {
        assertThat(refused.text().length()).isLessThan(300);
        assertThat(refused.message().length()).isLessThan(500);
        assertThat((refused.text() + refused.message()).chars().noneMatch(Character::isISOControl))
                .isTrue();
    }
}
