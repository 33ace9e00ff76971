package io.github.syncimage.issue;

import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.text.Quote;

/**
 * A word that was meant as an image: read, or refused. One of the two is null.
 */
record Finding(MirrorRequest request, Reading.Refused refused) {
    static Finding of(String word, PlatformSelection platforms) {
        try {
            return new Finding(new MirrorRequest(ImageWord.read(word), platforms), null);
        } catch (UnreadableException e) {
            return refused(e.reason(), e.getMessage(), word);
        }
    }

    static Finding refused(Reason reason, String message, String text) {
        return new Finding(null, new Reading.Refused(reason, message, Quote.of(text)));
    }

    boolean readable() {
        return request != null;
    }

    boolean namesPlatforms() {
        return readable() && request.platforms() != null;
    }

    boolean sameImage(Finding other) {
        return readable() && other.readable() && request.source().equals(other.request.source());
    }

    /** The same image on these platforms, unless it has some; refused where it needs them and they can't be read. */
    Finding on(NamedPlatforms platforms) {
        if (!readable() || request.platforms() != null || !platforms.named()) {
            return this;
        }
        return platforms.invalid() == null
                ? new Finding(new MirrorRequest(request.source(), platforms.selection()), null)
                : refused(
                        Reason.INVALID_PLATFORM,
                        platforms.invalid(),
                        request.source().toString());
    }
}
