package io.github.syncimage.issue;

import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.BodyLines.Line;
import io.github.syncimage.issue.BodyLines.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds images in an issue's body. A line counts if it holds nothing but an image, or a prefix, command or label before
 * one; only where no line does, an image within a sentence is taken.
 */
final class BodyReader {
    /** Examples in the issue template that many such mirrors make their users fill in. */
    private static final String TEMPLATE_IMAGE = "federation-controller-manager-arm64:v1.3.1-beta.1";

    private static final Set<String> TEMPLATE_EXAMPLES = Set.of(
            "k8s.gcr.io/" + TEMPLATE_IMAGE + "|null",
            "gcr.io/google-containers/" + TEMPLATE_IMAGE + "|null",
            "docker.io/library/busybox:latest|linux/arm64",
            "docker.io/library/busybox:latest|linux/arm/v7");

    private static final Pattern AROUND_WORDS = Pattern.compile("[\\s`\"',;，。]+");

    private final List<Line> lines;
    private final boolean template;
    private final List<Block> blocks;

    BodyReader(String body) {
        this.lines = BodyLines.of(body);
        this.template = body.contains(TEMPLATE_IMAGE);
        this.blocks = blocks();
    }

    /** The platforms that the body names apart from its images, for all that name none themselves. */
    NamedPlatforms platforms() {
        return NamedPlatforms.listed(lines.stream()
                .filter(line -> !line.unchecked())
                .map(BodyReader::platformsIn)
                .filter(listed -> !listed.isEmpty())
                .collect(Collectors.joining(",")));
    }

    private static String platformsIn(Line line) {
        if (line.section() == Section.PLATFORM) {
            return NamedPlatforms.meant(line.text());
        }
        String labelled = NamedPlatforms.labelled(line.text());
        return labelled == null ? platformsWithoutImage(line.text()) : NamedPlatforms.known(Words.of(labelled));
    }

    /** {@code [PORTER]|arm64}, or the first line of a command that names its image in the next. */
    private static String platformsWithoutImage(String line) {
        String rest = Prefix.strip(line);
        if (rest == null && !line.contains("--platform")) {
            return "";
        }
        Phrase phrase = Phrase.of(rest == null ? line : rest);
        PlatformSelection selection = phrase.platforms().selection();
        return phrase.findings().isEmpty() && selection != null ? selection.toString() : "";
    }

    /** Platforms on lines of their own above all images: they hold for those that name none, also for the title's. */
    NamedPlatforms platformsBeforeImages() {
        return blocks.get(0).platforms();
    }

    /** The images on lines that hold nothing else, or say that an image follows. */
    List<Finding> images() {
        return blocks.stream()
                .flatMap(Block::images)
                .map(image -> image.on(platformsBeforeImages()))
                .toList();
    }

    /** The platforms that lines name for the title's image, as {@code docker pull --platform} does. */
    NamedPlatforms platformsOf(Finding inTitle) {
        return NamedPlatforms.listed(blocks.stream()
                .flatMap(Block::images)
                .filter(image -> image.platforms() != null && image.sameImage(inTitle))
                .map(image -> image.platforms().toString())
                .collect(Collectors.joining(",")));
    }

    private List<Block> blocks() {
        List<Block> found = new ArrayList<>();
        found.add(new Block(List.of(), new ArrayList<>()));
        for (Line line : lines) {
            if (line.pasted() != null) {
                found.add(new Block(line.pasted(), new ArrayList<>()));
                continue;
            }
            if (!mayNameImages(line)) {
                continue;
            }
            if (arePlatforms(line)) {
                found.get(found.size() - 1).lines().add(NamedPlatforms.aloneOrKnown(Words.of(line.text())));
                continue;
            }
            List<Finding> images =
                    images(line).stream().filter(image -> !example(image)).toList();
            if (!images.isEmpty()) {
                found.add(new Block(images, new ArrayList<>()));
            }
        }
        return found;
    }

    private static boolean arePlatforms(Line line) {
        List<String> words = Words.of(line.text());
        return NamedPlatforms.isSelection(line.text())
                || !words.isEmpty()
                        && words.stream()
                                .allMatch(word -> NamedPlatforms.isSelection(word) || NamedPlatforms.isSlip(word));
    }

    private static boolean mayNameImages(Line line) {
        return line.section() != Section.PLATFORM && !line.unchecked();
    }

    private List<Finding> images(Line line) {
        String rest = Prefix.strip(line.text());
        Phrase phrase = Phrase.of(rest == null ? line.text() : rest);
        if (rest != null || phrase.explicit() || phrase.plainlyAnImage() || phrase.onlyImages()) {
            return phrase.findings();
        }
        return isName(phrase, line.section()) || meantAsAnImage(phrase) ? phrase.findings() : List.of();
    }

    /** A single word without tag and slash, where an image is expected. */
    private boolean isName(Phrase phrase, Section section) {
        boolean expected = section == Section.IMAGE || lines.size() == 1;
        return expected && phrase.oneWord() && !Words.carriesMore(phrase.words().get(0));
    }

    /** A single word that looks like an image but can't be read is refused, unless it is only a link. */
    private static boolean meantAsAnImage(Phrase phrase) {
        if (!phrase.oneWord() || phrase.findings().isEmpty()) {
            return false;
        }
        String word = phrase.words().get(0);
        return Phrase.isSurelyAnImage(word) && !Phrase.onlyAPage(word);
    }

    /** The first image among the words of sentences. */
    Optional<Finding> firstInProse() {
        return lines.stream()
                .filter(BodyReader::mayNameImages)
                .flatMap(line -> firstInProse(line).stream())
                .findFirst()
                .map(image -> image.on(platformsBeforeImages()));
    }

    private Optional<Finding> firstInProse(Line line) {
        List<String> words = AROUND_WORDS.splitAsStream(line.text()).toList();
        return words.stream()
                .flatMap(word -> inProse(word).stream())
                .findFirst()
                .map(image -> image.on(besideImages(words)));
    }

    private static NamedPlatforms besideImages(List<String> words) {
        return NamedPlatforms.among(words.stream()
                .map(Words::bare)
                .filter(word -> !word.isEmpty() && !Phrase.isSurelyAnImage(word))
                .toList());
    }

    private Optional<Finding> inProse(String written) {
        String rest = Prefix.strip(withoutLeadingProse(written));
        Phrase phrase = Phrase.of(rest == null ? written : rest);
        boolean sure =
                phrase.plainlyAnImage() && Phrase.isSurelyAnImage(phrase.words().get(0));
        return sure ? Optional.of(phrase.findings().get(0)).filter(image -> !example(image)) : Optional.empty();
    }

    private static String withoutLeadingProse(String word) {
        int bracket = word.indexOf('[');
        return bracket > 0 ? word.substring(bracket) : word;
    }

    private boolean example(Finding finding) {
        return template
                && finding.readable()
                && TEMPLATE_EXAMPLES.contains(finding.source() + "|" + finding.platforms());
    }

    /**
     * A line with images and the platforms below it, up to the next line with images.
     *
     * @param findings of the line that it starts with; none at the body's start
     * @param lines those below it that hold nothing but platforms, which are for those images
     */
    private record Block(List<Finding> findings, List<String> lines) {
        NamedPlatforms platforms() {
            return NamedPlatforms.listed(String.join(",", lines));
        }

        Stream<Finding> images() {
            NamedPlatforms platforms = platforms();
            return findings.stream().map(image -> image.on(platforms));
        }
    }
}
