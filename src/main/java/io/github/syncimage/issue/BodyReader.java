package io.github.syncimage.issue;

import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.text.BodyLines;
import io.github.syncimage.issue.text.BodyLines.Line;
import io.github.syncimage.issue.text.BodyLines.Section;
import io.github.syncimage.issue.text.PlatformReader;
import io.github.syncimage.issue.text.Prefix;
import io.github.syncimage.issue.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds images in an issue's body. Lines count that hold nothing but an image, or say by the prefix, a command or a
 * label that one follows; only where there is none, an image among the words of a sentence serves.
 */
final class BodyReader {
    /** Examples in the issue template that the forerunner of many such mirrors made its users fill in. */
    private static final String TEMPLATE_IMAGE = "federation-controller-manager-arm64:v1.3.1-beta.1";

    private static final Set<String> TEMPLATE_EXAMPLES = Set.of(
            "k8s.gcr.io/" + TEMPLATE_IMAGE + "|null",
            "gcr.io/google-containers/" + TEMPLATE_IMAGE + "|null",
            "docker.io/library/busybox:latest|linux/arm64",
            "docker.io/library/busybox:latest|linux/arm/v7");

    private static final Pattern AROUND_WORDS = Pattern.compile("[\\s`\"',;，。]+");

    private final Prefix prefix;
    private final List<Line> lines;
    private final boolean template;

    BodyReader(Prefix prefix, String body) {
        this.prefix = prefix;
        this.lines = BodyLines.of(body);
        this.template = body.contains(TEMPLATE_IMAGE);
    }

    /** The platforms that a form's section names; null where none does. */
    PlatformSelection platforms() {
        String listed = String.join(
                ",",
                lines.stream()
                        .filter(line -> line.section() == Section.PLATFORM && !line.unchecked())
                        .map(Line::text)
                        .filter(text -> text.equalsIgnoreCase("all") || PlatformReader.isPlatforms(text))
                        .toList());
        try {
            return PlatformReader.read(listed);
        } catch (InvalidReferenceException e) {
            return null;
        }
    }

    /** What lines name that are there for an image. */
    List<Finding> images() {
        List<Finding> findings = new ArrayList<>();
        for (Line line : lines) {
            if (mayNameImages(line)) {
                findings.addAll(images(line));
            }
        }
        findings.removeIf(this::example);
        return findings;
    }

    private static boolean mayNameImages(Line line) {
        return line.section() != Section.PLATFORM && !line.unchecked();
    }

    private List<Finding> images(Line line) {
        String rest = prefix.strip(line.text());
        Phrase phrase = Phrase.of(rest == null ? line.text() : rest);
        if (rest != null || phrase.explicit() || phrase.plainlyAnImage()) {
            return phrase.findings();
        }
        return isName(phrase, line.section()) || meantAsAnImage(phrase) ? phrase.findings() : List.of();
    }

    /** A lone word without tag and slash, where nothing else can be meant. */
    private boolean isName(Phrase phrase, Section section) {
        boolean expected = section == Section.IMAGE || lines.size() == 1;
        return expected && phrase.oneWord() && !Words.carriesMore(phrase.words().get(0));
    }

    /** A lone word that looks like an image but can't be read: worth a refusal, unless it is a mere link. */
    private static boolean meantAsAnImage(Phrase phrase) {
        if (!phrase.oneWord() || phrase.findings().isEmpty()) {
            return false;
        }
        String word = phrase.words().get(0);
        return Phrase.isSurelyAnImage(word) && !Phrase.onlyAPage(word);
    }

    /** The first image among the words of sentences; null where there is none. */
    Finding firstInProse() {
        return lines.stream()
                .filter(BodyReader::mayNameImages)
                .flatMap(line -> AROUND_WORDS.splitAsStream(line.text()))
                .map(this::inProse)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Finding inProse(String written) {
        String rest = prefix.strip(withoutLeadingProse(written));
        Phrase phrase = Phrase.of(rest == null ? written : rest);
        boolean sure = phrase.plainlyAnImage()
                && Phrase.isSurelyAnImage(phrase.words().get(0))
                && !example(phrase.findings().get(0));
        return sure ? phrase.findings().get(0) : null;
    }

    private static String withoutLeadingProse(String word) {
        int bracket = word.indexOf('[');
        return bracket > 0 ? word.substring(bracket) : word;
    }

    private boolean example(Finding finding) {
        return template
                && finding.readable()
                && TEMPLATE_EXAMPLES.contains(
                        finding.request().source() + "|" + finding.request().platforms());
    }
}
