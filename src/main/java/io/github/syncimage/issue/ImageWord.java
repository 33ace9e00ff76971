package io.github.syncimage.issue;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.DigestTag;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads one word as an image, or says precisely why it is none; corrects nothing by guessing. */
final class ImageWord {
    /** Host and path have at most 255 characters, a tag 128, a SHA-512 digest 135; the rest is for an address. */
    private static final int LONGEST = 600;

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern ONLY_A_HOST =
            Pattern.compile("[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.(?:io|com|cn|org|net|dev)", Pattern.CASE_INSENSITIVE);

    private ImageWord() {}

    static ImageReference read(String word) throws UnreadableException {
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
        if (colon >= 0 && !TAG.matcher(name.substring(colon + 1)).matches()) {
            throw refuse(Reason.INVALID_TAG, word, "has no valid tag: '" + Quote.of(name.substring(colon + 1)) + "'");
        }
        if (colon >= 0 && DigestTag.matches(name.substring(colon + 1))) {
            throw refuse(Reason.DIGEST_TAG, word, "has the tag of a signature or another attachment, not of an image");
        }
        try {
            return ImageReference.parse(text);
        } catch (InvalidReferenceException e) {
            throw refuse(Reason.INVALID_NAME, word, "is no valid image name");
        }
    }

    private static void checkDigest(String digest, String word) throws UnreadableException {
        try {
            Digest.parse(digest);
        } catch (InvalidReferenceException e) {
            throw refuse(Reason.INVALID_DIGEST, word, "has no valid digest behind the @ (sha256: and 64 hex digits)");
        }
    }

    private static void checkColons(String name, int slash, int colon, String word) throws UnreadableException {
        int firstSlash = name.indexOf('/');
        boolean inside = firstSlash >= 0
                && firstSlash < slash
                && name.indexOf(':', firstSlash) < slash
                && name.indexOf(':', firstSlash) >= 0;
        if (inside || colon >= 0 && name.indexOf(':', colon + 1) >= 0) {
            throw refuse(Reason.SEVERAL_TAGS, word, "has more than one tag");
        }
    }

    private static void checkRepository(String repository, String word) throws UnreadableException {
        boolean empty = repository.isEmpty() || repository.startsWith("/") || repository.endsWith("/");
        if (empty || ONLY_A_HOST.matcher(repository).matches()) {
            throw refuse(Reason.EMPTY_NAME, word, "names no image");
        }
        String path = withoutHost(repository);
        if (!path.equals(path.toLowerCase(Locale.ROOT))) {
            throw refuse(
                    Reason.UPPER_CASE_REPOSITORY, word, "has upper-case letters in its repository, which no image has");
        }
    }

    private static String withoutHost(String repository) {
        int slash = repository.indexOf('/');
        String first = slash < 0 ? "" : repository.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equalsIgnoreCase("localhost");
        return host ? repository.substring(slash + 1) : repository;
    }

    private static UnreadableException refuse(Reason reason, String word, String why) {
        return new UnreadableException(reason, "'" + Quote.of(word) + "' " + why);
    }
}
