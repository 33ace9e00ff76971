package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.PlatformSelection;
import java.util.List;

/** Reads what people write into an issue's title and body. */
public final class IssueReader {
    private final String prefix;
    private final int imagesPerIssue;

    /**
     * @param prefix that a title starts with, {@code [PORTER]}
     * @param imagesPerIssue at least 1
     */
    public IssueReader(String prefix, int imagesPerIssue) {
        this.prefix = prefix;
        this.imagesPerIssue = imagesPerIssue;
    }

    int imagesPerIssue() {
        return imagesPerIssue;
    }

    /** Reads an issue; never fails, whatever the text. */
    public Reading read(String title, String body) {
        if (!title.regionMatches(true, 0, prefix, 0, prefix.length())) {
            return new Reading.Ignored(Reason.NO_PREFIX, "the title does not start with " + prefix);
        }
        String[] parts = title.substring(prefix.length()).split("\\|", 2);
        String image = parts[0].strip();
        if (image.isEmpty()) {
            return new Reading.Refused(Reason.NO_IMAGE, "no image is named in title or body", title);
        }
        try {
            PlatformSelection platforms = parts.length > 1 ? PlatformSelection.parse(parts[1]) : null;
            return new Reading.Requests(
                    List.of(new MirrorRequest(ImageReference.parse(image), platforms)), List.of(), 0);
        } catch (InvalidReferenceException e) {
            return new Reading.Refused(Reason.INVALID_NAME, e.getMessage(), image);
        }
    }
}
