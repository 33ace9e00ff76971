package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.issue.Decision.Refusal;

/**
 * A word that was meant as an image: read, or refused.
 *
 * @param source fully normalised; null where it is refused
 * @param platforms those it is asked for; null where none are named, and the configured ones hold
 * @param refused null where it is read
 */
record Finding(ImageReference source, PlatformSelection platforms, Refusal refused) {
    static Finding of(String word, PlatformSelection platforms) {
        try {
            return new Finding(ImageWord.read(word), platforms, null);
        } catch (ImageWord.Unreadable e) {
            return new Finding(null, null, e.refusal());
        }
    }

    static Finding refused(Reason reason, String message, String text) {
        return new Finding(null, null, new Refusal(reason, message, PlainText.quoted(text), null));
    }

    boolean readable() {
        return source != null;
    }

    boolean sameImage(Finding other) {
        return readable() && source.equals(other.source);
    }

    /** Asks for all that the other does. */
    boolean covers(Finding other) {
        PlatformSelection others = other.platforms;
        return sameImage(other)
                && (others == null
                        || platforms != null
                                && (platforms.all()
                                        || !others.all()
                                                && platforms.platforms().containsAll(others.platforms())));
    }

    /** The same image, named once more: on the platforms that both name. */
    Finding with(Finding again) {
        if (platforms == null || again.platforms == null) {
            return platforms == null ? again : this;
        }
        PlatformSelection both =
                again.platforms.all() ? PlatformSelection.ALL : platforms.with(again.platforms.platforms());
        return new Finding(source, both, null);
    }

    /** The same image on these platforms, unless it has some; refused where it needs them and they can't be read. */
    Finding on(NamedPlatforms named) {
        if (!readable() || platforms != null || !named.named()) {
            return this;
        }
        return named.invalid() == null
                ? new Finding(source, named.selection(), null)
                : refused(Reason.INVALID_PLATFORM, named.invalid(), source.toString());
    }
}
