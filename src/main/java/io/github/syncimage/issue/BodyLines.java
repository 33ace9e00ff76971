package io.github.syncimage.issue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A body in lines of plain text: without comments, fences and list marks, each with the heading it stands under. */
final class BodyLines {
    /** GitHub's own limit for a body. */
    private static final int LONGEST_BODY = 65_536;
    /** No list of images is longer; it bounds the work. */
    private static final int MOST_LINES = 2_000;
    /** Longer than any line with an image in it. */
    private static final int LONGEST_LINE = 1_000;

    /** One that does not end goes on to the body's end. */
    private static final Pattern COMMENT = Pattern.compile("<!--.*?(?:-->|\\z)", Pattern.DOTALL);

    private static final Pattern QUOTATION = Pattern.compile("(?: {0,3}> ?)++");
    private static final Pattern INDENT = Pattern.compile("[ \\t]*+");
    private static final Pattern MARK = Pattern.compile("(?:[-*+•]|[0-9]{1,3}[.)])\\s+(?:\\[[ xX]] ?)?");
    private static final Pattern HEADING = Pattern.compile("#{1,6} .*");
    private static final Pattern ROOT_PROMPT = Pattern.compile("# (?:docker|podman|nerdctl|crictl|ctr|skopeo) .*");

    /** What a heading says about the lines below it. */
    enum Section {
        IMAGE,
        PLATFORM,
        OTHER
    }

    /**
     * @param text plain, without marks
     * @param unchecked whether a check box before it is empty
     * @param pasted the images of pasted lines that this one stands for; null for any other line
     */
    record Line(String text, Section section, boolean unchecked, List<Finding> pasted) {}

    private BodyLines() {}

    static List<Line> of(String body) {
        String bounded = body.length() > LONGEST_BODY ? body.substring(0, LONGEST_BODY) : body;
        List<String> all = Arrays.stream(COMMENT.matcher(bounded).replaceAll("").split("\\R"))
                .map(BodyLines::plain)
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
        Matcher quotation = QUOTATION.matcher(written);
        String text = quotation.lookingAt() ? written.substring(quotation.end()) : written;
        Matcher indent = INDENT.matcher(text);
        indent.lookingAt();
        return indent.group() + PlainText.of(text.substring(indent.end()));
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
}
