package io.github.syncimage.trust;

import com.google.re2j.Pattern;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import java.util.stream.Stream;

/**
 * Which images or targets a rule is about, by the normalised name without tag: {@code docker.io/library/nginx}. {@code *} stands for
 * anything within a segment, {@code **} for anything.
 */
public record ImagePattern(String text, Pattern pattern) {
    private static final String ANY = "**";

    /** @throws IllegalArgumentException for one that no image could match, saying why: such a rule would protect nothing */
    public static ImagePattern parse(String text) {
        if (!text.equals(ANY)) {
            requireName(text);
        }
        StringBuilder expression = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            if (text.startsWith(ANY, at)) {
                expression.append(".*");
                at++;
            } else if (text.charAt(at) == '*') {
                expression.append("[^/]*");
            } else {
                expression.append(Pattern.quote(text.substring(at, at + 1)));
            }
        }
        return new ImagePattern(text, Pattern.compile(expression.toString()));
    }

    /** A name with the stars filled in has to be the normalised name of an image. */
    private static void requireName(String text) {
        if (text.contains("***")) {
            throw new IllegalArgumentException("three stars mean nothing");
        }
        String name = text.replace(ANY, "a/b").replace("*", "a");
        int slash = text.indexOf('/');
        if (slash < 0 || text.substring(0, slash).contains(ANY)) {
            throw new IllegalArgumentException(
                    "starts with the registry's host, as in docker.io/library/nginx or ghcr.io/acme/**, or is ** alone");
        }
        String host = text.substring(0, slash);
        String filled = host.equals("*") ? "a.a" + name.substring(1) : name;
        ImageReference image;
        try {
            image = ImageReference.parse(filled);
        } catch (InvalidReferenceException e) {
            throw new IllegalArgumentException("is no pattern of image names: " + e.getMessage(), e);
        }
        String normal = image.repository().toString();
        if (filled.contains("@") || !normal.equals(filled)) {
            throw new IllegalArgumentException("matches no image: names are written in full and without a tag here"
                    + (text.contains("*") ? "" : ", this one as " + normal));
        }
    }

    public boolean matches(Repository image) {
        return pattern.matches(image.toString());
    }

    /** Says that this one matches names of every depth that the other can have; names that nobody has stand for all. */
    boolean covers(ImagePattern other) {
        return Stream.of("0-0", "0-0/1-1/2-2")
                .map(deep -> other.text.replace(ANY, deep).replace("*", "3-3"))
                .allMatch(pattern::matches);
    }

    /** As the operator wrote it. */
    @Override
    public String toString() {
        return text;
    }
}
