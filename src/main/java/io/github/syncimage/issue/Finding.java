package io.github.syncimage.issue;

import io.github.syncimage.image.PlatformSelection;

/** A word that was meant as an image: read, or refused. One of the two is null. */
public record Finding(MirrorRequest request, Refusal refused) {
    public static Finding of(String word, PlatformSelection platforms) {
        try {
            return new Finding(new MirrorRequest(ImageWord.read(word), platforms), null);
        } catch (UnreadableException e) {
            return new Finding(null, new Refusal(e.reason(), e.getMessage(), Quote.of(word), e.suggestion()));
        }
    }

    public static Finding refused(Reason reason, String message, String text) {
        return new Finding(null, new Refusal(reason, message, Quote.of(text)));
    }

    public boolean readable() {
        return request != null;
    }

    public boolean namesPlatforms() {
        return readable() && request.platforms() != null;
    }

    public boolean sameImage(Finding other) {
        return readable() && other.readable() && request.source().equals(other.request.source());
    }

    /** Whether this asks for all that the other does. */
    public boolean covers(Finding other) {
        return sameImage(other)
                && (!other.namesPlatforms()
                        || namesPlatforms() && covers(request.platforms(), other.request.platforms()));
    }

    private static boolean covers(PlatformSelection these, PlatformSelection those) {
        return these.all() || !those.all() && these.platforms().containsAll(those.platforms());
    }

    /** The same image, named once more: on the platforms that both name. */
    public Finding with(Finding again) {
        if (!namesPlatforms() || !again.namesPlatforms()) {
            return namesPlatforms() ? this : again;
        }
        PlatformSelection both = again.request.platforms().all()
                ? PlatformSelection.ALL
                : request.platforms().with(again.request.platforms().platforms());
        return new Finding(new MirrorRequest(request.source(), both), null);
    }

    /** The same image on these platforms, unless it has some; refused where it needs them and they can't be read. */
    public Finding on(NamedPlatforms platforms) {
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
