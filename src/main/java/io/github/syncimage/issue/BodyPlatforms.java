package io.github.syncimage.issue;

import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.BodyLines.Line;
import io.github.syncimage.issue.BodyLines.Section;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the platforms that a body names apart from its images: in a form's section, behind a label, in a command. */
final class BodyPlatforms {
    private BodyPlatforms() {}

    static NamedPlatforms of(List<Line> lines) {
        return NamedPlatforms.listed(lines.stream()
                .filter(line -> !line.unchecked())
                .map(BodyPlatforms::in)
                .filter(listed -> !listed.isEmpty())
                .collect(Collectors.joining(",")));
    }

    private static String in(Line line) {
        if (line.section() == Section.PLATFORM) {
            return NamedPlatforms.meant(line.text());
        }
        String labelled = PlatformReader.labelled(line.text());
        return labelled == null ? withoutImage(line.text()) : NamedPlatforms.known(Words.of(labelled));
    }

    /** {@code [PORTER]|arm64}, or the first line of a command that names its image in the next. */
    private static String withoutImage(String line) {
        String rest = Prefix.strip(line);
        if (rest == null && !line.contains("--platform")) {
            return "";
        }
        Phrase phrase = Phrase.of(rest == null ? line : rest);
        PlatformSelection selection = phrase.platforms().selection();
        return phrase.findings().isEmpty() && selection != null ? selection.toString() : "";
    }
}
