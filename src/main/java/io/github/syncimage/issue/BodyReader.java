package io.github.syncimage.issue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
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
    /** GitHub's own limit for a body. */
    private static final int LONGEST_BODY = 65_536;
    /** No list of images is longer; it bounds the work. */
    private static final int MOST_LINES = 2_000;
    /** Longer than any line with an image in it. */
    private static final int LONGEST_LINE = 1_000;

    /** One that does not end goes on to the body's end. */
    private static final Pattern COMMENT = Pattern.compile("<!--.*?(?:-->|\\z)", Pattern.DOTALL);

    /** The marks of a quotation, and what is indented behind them. */
    private static final Pattern BEFORE_WORDS = Pattern.compile("(?: {0,3}> ?)*+([ \\t]*+)");

    private static final Pattern MARK = Pattern.compile("(?:[-*+•]|[0-9]{1,3}[.)])\\s+(?:\\[[ xX]] ?)?");
    private static final Pattern HEADING = Pattern.compile("#{1,6} .*");
    private static final Pattern ROOT_PROMPT = Pattern.compile(
            "# (?:docker|podman|nerdctl|crictl|ctr|skopeo|helm (?:pull|install|upgrade|template|show)|ollama (?:pull|run)) .*");

    /** Helm says the version anywhere; other clients name their image on a line of its own. */
    private static final Pattern GOES_ON = Pattern.compile("\\W{0,9}(?:sudo )?helm .*\\\\\\s*");

    /** What a heading says about the lines below it. */
    private enum Section {
        IMAGE,
        PLATFORM,
        OTHER
    }

    /**
     * @param text plain, without marks
     * @param unchecked whether a check box before it is empty
     * @param pasted the images of pasted lines that this one stands for; null for any other line
     */
    private record Line(String text, Section section, boolean unchecked, List<Finding> pasted) {}

    private final List<Line> lines;
    private final boolean template;
    private final List<Block> blocks;

    BodyReader(String body) {
        this.lines = lines(body);
        this.template = body.contains(TEMPLATE_IMAGE);
        this.blocks = blocks();
    }

    /** The lines of plain text: without comments, fences and list marks, each with the heading it stands under. */
    private static List<Line> lines(String body) {
        String bounded = body.length() > LONGEST_BODY ? body.substring(0, LONGEST_BODY) : body;
        List<String> all = Arrays.stream(COMMENT.matcher(bounded).replaceAll("").split("\\R"))
                .map(BodyReader::plain)
                .toList();
        Map<Integer, Pasted.Block> blocks = new HashMap<>();
        Pasted.in(all).forEach(block -> blocks.put(block.from(), block));
        List<Line> lines = new ArrayList<>();
        Section section = Section.OTHER;
        for (int i = 0; i < all.size() && lines.size() < MOST_LINES; i++) {
            Pasted.Block block = blocks.get(i);
            if (block != null) {
                lines.add(new Line("", section, false, block.images()));
                i = block.to() - 1;
                continue;
            }
            String written = all.get(i);
            while (GOES_ON.matcher(written).matches() && i + 1 < all.size() && written.length() <= LONGEST_LINE) {
                written = written.substring(0, written.lastIndexOf('\\')) + all.get(++i);
            }
            if (written.length() > LONGEST_LINE) {
                continue;
            }
            String text = Words.trim(written.strip(), "> ", "");
            if (HEADING.matcher(text).matches() && !ROOT_PROMPT.matcher(text).matches()) {
                section = section(text);
            } else if (!text.isEmpty() && !text.startsWith("```") && !text.startsWith("~~~") && !text.startsWith("|")) {
                lines.add(line(text, section));
            }
        }
        return lines;
    }

    /** Without the marks of a quotation; what stands before its first word stays as it is, since YAML goes by it. */
    private static String plain(String written) {
        Matcher before = BEFORE_WORDS.matcher(written);
        before.lookingAt();
        return before.group(1) + PlainText.of(written.substring(before.end()));
    }

    private static Line line(String text, Section section) {
        boolean unchecked = text.startsWith("- [ ]") || text.startsWith("* [ ]");
        return new Line(MARK.matcher(text).replaceFirst("").strip(), section, unchecked, null);
    }

    private static Section section(String heading) {
        String name = heading.toLowerCase(Locale.ROOT);
        if (name.contains("platform") || name.contains("arch") || name.contains("平台") || name.contains("架构")) {
            return Section.PLATFORM;
        }
        return name.contains("image") || name.contains("镜像") ? Section.IMAGE : Section.OTHER;
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
        if (labelled != null) {
            return NamedPlatforms.known(Words.of(labelled));
        }
        // "[PORTER]|arm64", or the first line of a command that names its image in the next.
        String rest = IssueReader.Prefix.strip(line.text());
        if (rest == null && !line.text().contains("--platform")) {
            return "";
        }
        Phrase phrase = Phrase.of(rest == null ? line.text() : rest);
        return phrase.findings().isEmpty() ? Objects.toString(phrase.platforms().selection(), "") : "";
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
        found.add(new Block(List.of()));
        for (Line line : lines) {
            if (line.pasted() != null) {
                found.add(new Block(line.pasted()));
            } else if (arePlatforms(line)) {
                found.get(found.size() - 1).lines().add(NamedPlatforms.aloneOrKnown(Words.of(line.text())));
            } else if (mayNameImages(line)) {
                List<Finding> images =
                        images(line).stream().filter(image -> !example(image)).toList();
                if (!images.isEmpty()) {
                    found.add(new Block(images));
                }
            }
        }
        return found;
    }

    private static boolean arePlatforms(Line line) {
        List<String> words = Words.of(line.text());
        boolean alone = NamedPlatforms.isSelection(line.text())
                || !words.isEmpty()
                        && words.stream()
                                .allMatch(word -> NamedPlatforms.isSelection(word) || NamedPlatforms.isSlip(word));
        return alone && mayNameImages(line);
    }

    private static boolean mayNameImages(Line line) {
        return line.section() != Section.PLATFORM && !line.unchecked();
    }

    private List<Finding> images(Line line) {
        String rest = IssueReader.Prefix.strip(line.text());
        Phrase phrase = Phrase.of(rest == null ? line.text() : rest);
        boolean meant = rest != null
                || phrase.explicit()
                || phrase.plainlyAnImage()
                || phrase.onlyImages()
                || phrase.oneWord() && isMeant(phrase.words().get(0), line.section());
        return meant ? phrase.findings() : List.of();
    }

    /**
     * A single word without tag and slash is a name where an image is expected; one that looks like an image but can't be
     * read is refused, unless it is only a link.
     */
    private boolean isMeant(String word, Section section) {
        boolean expected = section == Section.IMAGE || lines.size() == 1;
        return Words.carriesMore(word) ? Phrase.isSurelyAnImage(word) && !Phrase.onlyAPage(word) : expected;
    }

    /** The first image among the words of sentences. */
    Optional<Finding> firstInProse() {
        return lines.stream()
                .filter(BodyReader::mayNameImages)
                .map(line -> AROUND_WORDS.splitAsStream(line.text()).toList())
                .flatMap(words -> words.stream()
                        .flatMap(word -> inProse(word).stream())
                        .limit(1)
                        .map(image -> image.on(besideImages(words))))
                .findFirst()
                .map(image -> image.on(platformsBeforeImages()));
    }

    private static NamedPlatforms besideImages(List<String> words) {
        return NamedPlatforms.listed(NamedPlatforms.known(words.stream()
                .map(Words::bare)
                .filter(word -> !word.isEmpty() && !Phrase.isSurelyAnImage(word))
                .toList()));
    }

    private Optional<Finding> inProse(String written) {
        String rest = IssueReader.Prefix.strip(written.substring(Math.max(0, written.indexOf('['))));
        Phrase phrase = Phrase.of(rest == null ? written : rest);
        boolean sure =
                phrase.plainlyAnImage() && Phrase.isSurelyAnImage(phrase.words().get(0));
        return sure ? Optional.of(phrase.findings().get(0)).filter(image -> !example(image)) : Optional.empty();
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
        Block(List<Finding> findings) {
            this(findings, new ArrayList<>());
        }

        NamedPlatforms platforms() {
            return NamedPlatforms.listed(String.join(",", lines));
        }

        Stream<Finding> images() {
            NamedPlatforms platforms = platforms();
            return findings.stream().map(image -> image.on(platforms));
        }
    }
}
