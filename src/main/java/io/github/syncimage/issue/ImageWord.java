package io.github.syncimage.issue;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads one word as an image, or says precisely why it is none; corrects nothing by guessing. */
final class ImageWord {
    /** Host and path have at most 255 characters, a tag 128, a SHA-512 digest 135; the rest is for an address. */
    private static final int LONGEST = 600;

    private static final Pattern ONLY_A_HOST =
            Pattern.compile("[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.(?:io|com|cn|org|net|dev)", Pattern.CASE_INSENSITIVE);

    /** The word can't be read as an image. */
    static final class Unreadable extends Exception {
        private final transient Refusal refusal;

        /** @param suggestion the image that may be meant, or null */
        Unreadable(Reason reason, String word, String why, ImageReference suggestion) {
            String quoted = PlainText.quoted(word);
            refusal = new Refusal(reason, "'" + quoted + "' " + why, quoted, suggestion);
        }

        Refusal refusal() {
            return refusal;
        }
    }

    private ImageWord() {}

    static ImageReference read(String word) throws Unreadable {
        if (word.length() > LONGEST) {
            throw refuse(Reason.TOO_LONG, word, "is longer than any image name");
        }
        if (Variables.in(word)) {
            throw refuse(Reason.VARIABLE, word, "has a variable without a default");
        }
        if (word.indexOf('<') >= 0 || word.indexOf('>') >= 0) {
            throw refuse(Reason.PLACEHOLDER, word, "has a place to fill in");
        }
        String text = WebAddress.toImage(word);
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        if (at >= 0) {
            checkDigest(text.substring(at + 1), word);
        }
        // "nginx:1,linux/arm64" has its tag before the comma, so that the slash behind it belongs to no name.
        int comma = name.indexOf(',');
        String start = comma < 0 ? name : name.substring(0, comma);
        int slash = start.lastIndexOf('/');
        int colon = start.indexOf(':', slash + 1);
        checkColons(start, slash, colon, word);
        String repository = colon < 0 ? name : name.substring(0, colon);
        checkRepository(repository, word);
        if (colon >= 0 && !ImageReference.isTag(name.substring(colon + 1))) {
            throw refuse(
                    Reason.INVALID_TAG,
                    word,
                    "has no valid tag: '" + PlainText.quoted(name.substring(colon + 1)) + "'");
        }
        if (colon >= 0 && Digest.isTag(name.substring(colon + 1))) {
            throw refuse(Reason.DIGEST_TAG, word, "has the tag of a signature or another attachment, not of an image");
        }
        try {
            return ImageReference.parse(text);
        } catch (InvalidReferenceException e) {
            throw refuse(Reason.INVALID_NAME, word, "is no valid image name");
        }
    }

    private static void checkDigest(String digest, String word) throws Unreadable {
        try {
            Digest.parse(digest);
        } catch (InvalidReferenceException e) {
            throw refuse(Reason.INVALID_DIGEST, word, "has no valid digest behind the @ (sha256: and 64 hex digits)");
        }
    }

    private static void checkColons(String name, int slash, int colon, String word) throws Unreadable {
        int firstSlash = name.indexOf('/');
        boolean inside = firstSlash >= 0
                && firstSlash < slash
                && name.indexOf(':', firstSlash) < slash
                && name.indexOf(':', firstSlash) >= 0;
        if (inside || colon >= 0 && name.indexOf(':', colon + 1) >= 0) {
            throw refuse(Reason.SEVERAL_TAGS, word, "has more than one tag");
        }
    }

    private static void checkRepository(String repository, String word) throws Unreadable {
        boolean empty = repository.isEmpty() || repository.startsWith("/") || repository.endsWith("/");
        if (empty || ONLY_A_HOST.matcher(repository).matches()) {
            throw refuse(Reason.EMPTY_NAME, word, "names no image");
        }
        int slash = repository.indexOf('/');
        boolean host = slash >= 0 && ImageReference.isHost(repository.substring(0, slash));
        String path = host ? repository.substring(slash + 1) : repository;
        if (!path.equals(path.toLowerCase(Locale.ROOT))) {
            throw refuse(
                    Reason.UPPER_CASE_REPOSITORY, word, "has upper-case letters in its repository, which no image has");
        }
    }

    private static Unreadable refuse(Reason reason, String word, String why) {
        return new Unreadable(reason, word, why, null);
    }
}
