package io.github.syncimage.issue.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A body in lines of plain text: without comments, fences and list marks, each with the heading it stands under. */
public final class BodyLines {
    /** GitHub's own limit for a body. */
    private static final int LONGEST_BODY = 65_536;
    /** No list of images is longer; it bounds the work. */
    private static final int MOST_LINES = 2_000;
    /** Longer than any line with an image in it. */
    private static final int LONGEST_LINE = 1_000;

    /** One that does not end goes on to the body's end. */
    private static final Pattern COMMENT = Pattern.compile("<!--.*?(?:-->|\\z)", Pattern.DOTALL);

    private static final Pattern MARK = Pattern.compile("(?:[-*+•]|[0-9]{1,3}[.)])\\s+(?:\\[[ xX]] ?)?");
    private static final Pattern HEADING = Pattern.compile("#{1,6} .*");
    private static final Pattern ROOT_PROMPT = Pattern.compile("# (?:docker|podman|nerdctl|crictl|ctr|skopeo) .*");

    /** What a heading says about the lines below it. */
    public enum Section {
        IMAGE,
        PLATFORM,
        OTHER
    }

    /**
     * @param text plain, without marks
     * @param unchecked whether a check box before it is empty
     */
    public record Line(String text, Section section, boolean unchecked) {}

    private BodyLines() {}

    public static List<Line> of(String body) {
        String bounded = body.length() > LONGEST_BODY ? body.substring(0, LONGEST_BODY) : body;
        List<Line> lines = new ArrayList<>();
        Section section = Section.OTHER;
        for (String written : COMMENT.matcher(bounded).replaceAll("").split("\\R", MOST_LINES + 1)) {
            if (lines.size() == MOST_LINES) {
                break;
            }
            if (written.length() > LONGEST_LINE) {
                continue;
            }
            String text = Words.trim(PlainText.of(written).strip(), "> ", "");
            if (HEADING.matcher(text).matches() && !ROOT_PROMPT.matcher(text).matches()) {
                section = section(text);
            } else if (!text.isEmpty() && !text.startsWith("```") && !text.startsWith("~~~") && !text.startsWith("|")) {
                lines.add(line(text, section));
            }
        }
        return lines;
    }

    private static Line line(String text, Section section) {
        boolean unchecked = text.startsWith("- [ ]") || text.startsWith("* [ ]");
        return new Line(MARK.matcher(text).replaceFirst("").strip(), section, unchecked);
    }

    private static Section section(String heading) {
        String name = heading.toLowerCase(Locale.ROOT);
        if (name.contains("platform") || name.contains("arch") || name.contains("平台") || name.contains("架构")) {
            return Section.PLATFORM;
        }
        return name.contains("image") || name.contains("镜像") ? Section.IMAGE : Section.OTHER;
    }
}
