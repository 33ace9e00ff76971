package io.github.syncimage.image;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The fully normalised name of an image. {@link #parse} is the only reader of image names in this program, and follows
 * the distribution project's reference grammar with Docker's defaults:
 *
 * <ul>
 *   <li>the part before the first slash is a host when it contains a dot or a colon or is {@code localhost}; otherwise
 *       the host is {@code docker.io}; {@code index.docker.io} and {@code registry-1.docker.io} are {@code docker.io};
 *   <li>at {@code docker.io} a name of one segment lies below {@code library/};
 *   <li>a host is written in any case and kept in lower case; a repository has to be lower case already, at most 255
 *       characters together with its host;
 *   <li>a port lies between 1 and 65535;
 *   <li>a tag has at most 128 characters; without tag and digest it is {@code latest}.
 * </ul>
 *
 * @param repository where the image lives
 * @param tag the tag, or null where only a digest was given
 * @param digest the digest, or null where only a tag was given
 * @see <a href="https://github.com/distribution/reference/blob/main/reference.go">the grammar</a>
 */
public record ImageReference(Repository repository, String tag, Digest digest) {
    /** The host that an image name without one means. */
    public static final String DOCKER_HUB = "docker.io";

    private static final String ALNUM = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern PATH = Pattern.compile(ALNUM + "(?:/" + ALNUM + ")*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
    private static final Pattern HOST =
            Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-f0-9:]+])(?::[0-9]{1,5})?");
    private static final int LONGEST_NAME = 255;
    /** Name, tag and the longest digest; also what bounds the work of the patterns on hostile text. */
    private static final int LONGEST_TEXT = LONGEST_NAME + ":".length() + 128 + "@sha512:".length() + 128;

    private static final int LAST_PORT = 65_535;

    public ImageReference {
        if (tag == null && digest == null) {
            throw new InvalidReferenceException("an image needs a tag or a digest: '" + repository + "'");
        }
    }

    /**
     * Reads an image name as people give it to {@code docker pull}.
     *
     * @throws InvalidReferenceException naming the rule that the text breaks
     */
    public static ImageReference parse(String text) {
        if (text.isEmpty()) {
            throw new InvalidReferenceException("the image name is empty");
        }
        if (text.length() > LONGEST_TEXT) {
            throw new InvalidReferenceException("the image name is longer than " + LONGEST_TEXT + " characters");
        }
        String name = text;
        Digest digest = null;
        int at = name.indexOf('@');
        if (at >= 0) {
            digest = Digest.parse(name.substring(at + 1));
            name = name.substring(0, at);
        }
        String tag = null;
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        if (colon >= 0) {
            tag = checked(TAG, name.substring(colon + 1), "tag", text);
            name = name.substring(0, colon);
        }
        if (tag == null && digest == null) {
            tag = "latest";
        }
        return new ImageReference(repository(name, text), tag, digest);
    }

    private static Repository repository(String name, String text) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean named = isHost(first);
        String host = named ? canonicalHost(first, text) : DOCKER_HUB;
        String path = checked(PATH, named ? name.substring(slash + 1) : name, "repository", text);
        if (host.equals(DOCKER_HUB) && path.indexOf('/') < 0) {
            path = "library/" + path;
        }
        if (host.length() + 1 + path.length() > LONGEST_NAME) {
            throw new InvalidReferenceException("the image name is longer than " + LONGEST_NAME + " characters");
        }
        return new Repository(host, path);
    }

    /** Tells the part before the first slash of a name: a host and no part of the path. */
    public static boolean isHost(String first) {
        return first.contains(".") || first.contains(":") || first.equalsIgnoreCase("localhost");
    }

    public static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    private static String canonicalHost(String written, String text) {
        String host = checked(HOST, written.toLowerCase(Locale.ROOT), "host", text);
        int port = portOf(host);
        if (port == 0 || port > LAST_PORT) {
            throw refuse(text, "'" + host + "' is no valid host");
        }
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? DOCKER_HUB : host;
    }

    private static String checked(Pattern pattern, String part, String what, String text) {
        if (pattern.matcher(part).matches()) {
            return part;
        }
        String rule = part.isEmpty()
                ? "the " + what + " is empty"
                : !part.equals(part.toLowerCase(Locale.ROOT)) && what.equals("repository")
                        ? "the repository " + InvalidReferenceException.quoted(part) + " has upper-case letters"
                        : InvalidReferenceException.quoted(part) + " is no valid " + what;
        throw refuse(text, rule);
    }

    /** The port of a valid host, -1 where it has none. */
    private static int portOf(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? -1 : Integer.parseInt(host.substring(colon + 1));
    }

    private static InvalidReferenceException refuse(String text, String rule) {
        return new InvalidReferenceException(
                "not an image name: " + InvalidReferenceException.quoted(text) + " (" + rule + ")");
    }

    /** The registry host, {@code docker.io}. */
    public String host() {
        return repository.host();
    }

    /** What stands behind {@code /manifests/} in the distribution API: the digest where there is one, else the tag. */
    public String manifestReference() {
        return digest != null ? digest.toString() : tag;
    }

    public ImageReference withDigest(Digest newDigest) {
        return new ImageReference(repository, tag, newDigest);
    }

    /** The name in full: {@code docker.io/library/nginx:alpine}, {@code gcr.io/a/b:1@sha256:…}. */
    @Override
    public String toString() {
        return repository + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }
}
