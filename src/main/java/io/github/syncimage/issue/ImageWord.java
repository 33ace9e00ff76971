package io.github.syncimage.issue;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.issue.Decision.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one word as an image, or says precisely why it is none; corrects nothing by guessing. It may have been copied from
 * a browser or a tool: with a scheme, or as the page of a registry that shows one image.
 */
final class ImageWord {
    /** Host and path have at most 255 characters, a tag 128, a SHA-512 digest 135; the rest is for an address. */
    private static final int LONGEST = 600;

    private static final Pattern ONLY_A_HOST =
            Pattern.compile("[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.(?:io|com|cn|org|net|dev)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> GITHUB =
            Set.of("github.com", "www.github.com", "gist.github.com", "api.github.com", "raw.githubusercontent.com");
    /** Where a registry's API is spoken to; Docker Hub has no user whose name is that short. */
    private static final Pattern API = Pattern.compile("v[12](?:/(?:repositories/)?(.*))?");

    private static final Pattern API_CALL =
            Pattern.compile("/(?:manifests/([^/]+)|tags|tags/list|images|blobs/.*|referrers/.*)$");
    private static final String HUB_API = "registry.hub.docker.com";
    private static final Pattern SCHEME = Pattern.compile("(?:(docker|oci)|https?)://", Pattern.CASE_INSENSITIVE);
    private static final Pattern VERSION = Pattern.compile(":v?[0-9][^:/@]*(?=@|$)");
    private static final Pattern TAG_PARAMETER = Pattern.compile("[^?]*\\?(?:[^&#]*[&#])*?tag=([^&#]+)");
    /** Locations in the address of an image in Google's console, and the registries that serve them. */
    private static final Map<String, String> GCR_LOCATIONS =
            Map.of("global", "gcr.io", "us", "us.gcr.io", "eu", "eu.gcr.io", "asia", "asia.gcr.io");

    /** The word can't be read as an image. */
    static final class Unreadable extends Exception {
        private final transient Refusal refusal;

        private Unreadable(Refusal refusal) {
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    private final String word;
    /** The word without its scheme. */
    private final String address;

    private final boolean scheme;
    /** A browser's scheme, rather than a tool's. */
    private final boolean web;

    private final String host;
    private final String path;

    private ImageWord(String word) {
        this.word = word;
        Matcher schemes = SCHEME.matcher(word);
        scheme = schemes.lookingAt();
        web = scheme && schemes.group(1) == null;
        address = scheme ? word.substring(schemes.end()) : word;
        int slash = address.indexOf('/');
        host = (slash < 0 ? address : address.substring(0, slash)).toLowerCase(Locale.ROOT);
        path = slash < 0 ? "" : address.substring(slash + 1);
    }

    static ImageReference read(String word) throws Unreadable {
        return new ImageWord(word).read();
    }

    /** This address is a registry's page about one image, or what its API answers about one. */
    static boolean isImagePage(String address) {
        ImageWord word = new ImageWord(address);
        try {
            word.refuseApi(true);
            return word.address.indexOf('/') > 0 && word.page() != null;
        } catch (Unreadable e) {
            return e.refusal().suggestion() != null;
        }
    }

    /** @param suggestion the image that may be meant, or null */
    private Unreadable refuse(Reason reason, String why, ImageReference suggestion) {
        String quoted = PlainText.quoted(word);
        return new Unreadable(new Refusal(reason, "'" + quoted + "' " + why, quoted, suggestion));
    }

    private Unreadable refuse(Reason reason, String why) {
        return refuse(reason, why, null);
    }

    private ImageReference read() throws Unreadable {
        if (word.length() > LONGEST) {
            throw refuse(Reason.TOO_LONG, "is longer than any image name");
        }
        if (Variables.in(word)) {
            throw refuse(Reason.VARIABLE, "has a variable without a default");
        }
        if (word.indexOf('<') >= 0 || word.indexOf('>') >= 0) {
            throw refuse(Reason.PLACEHOLDER, "has a place to fill in");
        }
        String text = withTag(withoutAddress());
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        if (at >= 0) {
            checkDigest(text.substring(at + 1));
        }
        // "nginx:1,linux/arm64" has its tag before the comma, so that the slash behind it belongs to no name.
        int comma = name.indexOf(',');
        String start = comma < 0 ? name : name.substring(0, comma);
        int slash = start.lastIndexOf('/');
        int colon = start.indexOf(':', slash + 1);
        checkColons(start, slash, colon);
        checkRepository(colon < 0 ? name : name.substring(0, colon));
        if (colon >= 0) {
            checkTag(name.substring(colon + 1));
        }
        try {
            return ImageReference.parse(text);
        } catch (InvalidReferenceException e) {
            throw refuse(Reason.INVALID_NAME, "is no valid image name");
        }
    }

    /** As Helm has it: no tag has the plus of a version, and no version a low line. */
    private static String withTag(String text) {
        Matcher version = VERSION.matcher(text);
        return version.find()
                ? text.substring(0, version.start()) + version.group().replace('+', '_') + text.substring(version.end())
                : text;
    }

    private void checkDigest(String digest) throws Unreadable {
        try {
            Digest.parse(digest);
        } catch (InvalidReferenceException e) {
            throw refuse(Reason.INVALID_DIGEST, "has no valid digest behind the @ (sha256: and 64 hex digits)");
        }
    }

    private void checkColons(String name, int slash, int colon) throws Unreadable {
        int firstSlash = name.indexOf('/');
        int inside = firstSlash < 0 ? -1 : name.indexOf(':', firstSlash);
        if (inside >= 0 && inside < slash || colon >= 0 && name.indexOf(':', colon + 1) >= 0) {
            throw refuse(Reason.SEVERAL_TAGS, "has more than one tag");
        }
    }

    private void checkRepository(String repository) throws Unreadable {
        boolean empty = repository.isEmpty() || repository.startsWith("/") || repository.endsWith("/");
        if (empty || ONLY_A_HOST.matcher(repository).matches()) {
            throw refuse(Reason.EMPTY_NAME, "names no image");
        }
        int slash = repository.indexOf('/');
        boolean named = slash >= 0 && ImageReference.isHost(repository.substring(0, slash));
        String below = named ? repository.substring(slash + 1) : repository;
        if (!below.equals(below.toLowerCase(Locale.ROOT))) {
            throw refuse(Reason.UPPER_CASE_REPOSITORY, "has upper-case letters in its repository, which no image has");
        }
    }

    private void checkTag(String tag) throws Unreadable {
        if (!ImageReference.isTag(tag)) {
            throw refuse(Reason.INVALID_TAG, "has no valid tag: '" + PlainText.quoted(tag) + "'");
        }
        if (Digest.isTag(tag)) {
            throw refuse(Reason.DIGEST_TAG, "has the tag of a signature or another attachment, not of an image");
        }
    }

    /** The image that an address names, as {@code docker pull} would take it; any other word as it is. */
    private String withoutAddress() throws Unreadable {
        if (GITHUB.contains(host) || host.startsWith("git@github.com:")) {
            throw refuse(Reason.GITHUB_ADDRESS, "is an address at GitHub, not an image");
        }
        refuseApi(web);
        if (scheme && !web) {
            return address;
        }
        String image = page();
        if (image != null || !web) {
            return image == null ? word : image;
        }
        if (path.isEmpty() || path.indexOf('?') >= 0) {
            throw noImage("is a web page, not an image");
        }
        return host + "/" + cut(path);
    }

    /**
     * Refuses {@code registry-1.docker.io/v2/library/nginx/manifests/1.27}, as error messages of clients have it.
     *
     * @param anywhere whether the API may be any registry's
     */
    private void refuseApi(boolean anywhere) throws Unreadable {
        boolean alone = host.equals("v1") || host.equals("v2");
        boolean hub = alone || host.equals("docker.io") || host.endsWith(".docker.io") || host.equals(HUB_API);
        Matcher api = API.matcher(cut(alone ? host + "/" + path : path));
        if (!api.matches() || !hub && !anywhere && !API_CALL.matcher(cut(path)).find()) {
            return;
        }
        String name = api.group(1) == null ? "" : api.group(1);
        Matcher call = API_CALL.matcher(name);
        String tag = "";
        if (call.find()) {
            String named = call.group(1);
            tag = named == null ? "" : (named.indexOf(':') < 0 ? ":" : "@") + named;
            name = name.substring(0, call.start());
        }
        ImageReference image = null;
        try {
            image = ImageReference.parse((hub ? ImageReference.DOCKER_HUB : host) + "/" + name + tag);
        } catch (InvalidReferenceException none) {
            // As of _catalog, there is nothing to suggest.
        }
        throw refuse(Reason.NO_IMAGE_ADDRESS, "is an address of a registry's API", image);
    }

    /** The image that a registry's page shows; null where this is none. */
    private String page() throws Unreadable {
        return switch (host) {
            case "hub.docker.com" -> dockerHub();
            case HUB_API -> "docker.io/" + cut(path);
            case "quay.io" -> path.startsWith("repository/") ? quay() : null;
            case "console.cloud.google.com" -> google();
            default -> null;
        };
    }

    /** {@code r/user/name}, {@code _/name}, {@code layers/user/name/tag/images/…}, with {@code /tags} behind or not. */
    private String dockerHub() throws Unreadable {
        if (path.contains("name=")) {
            throw noImage("searches for tags; write the image with its tag");
        }
        String[] parts = cut(path).split("/");
        if (parts[0].equals("_") && parts.length > 1) {
            return "docker.io/library/" + parts[1];
        }
        if (parts[0].equals("r") && parts.length > 2) {
            return "docker.io/" + parts[1] + "/" + parts[2];
        }
        if (parts[0].equals("layers") && parts.length > 3) {
            return "docker.io/" + parts[1] + "/" + parts[2] + ":" + parts[3];
        }
        throw noImage("is no page of an image");
    }

    /** {@code repository/org/name}, maybe with {@code ?tab=tags&tag=v1} or {@code /manifest/sha256:…} behind. */
    private String quay() throws Unreadable {
        String[] parts = cut(path).split("/");
        if (parts.length < 3) {
            throw noImage("is no page of an image");
        }
        String name = "quay.io/" + parts[1] + "/" + parts[2];
        return parts.length > 4 && parts[3].equals("manifest") ? name + "@" + parts[4] : name + tagParameter();
    }

    /** {@code gcr/images/project/GLOBAL/name}, maybe with {@code @sha256:…} behind. */
    private String google() throws Unreadable {
        String[] parts = cut(path).split("/", 5);
        String registry = parts.length == 5 ? GCR_LOCATIONS.get(parts[3].toLowerCase(Locale.ROOT)) : null;
        if (registry == null || !path.startsWith("gcr/images/")) {
            throw noImage("is no page of an image");
        }
        String name = parts[4].endsWith("/details") ? parts[4].substring(0, parts[4].lastIndexOf('/')) : parts[4];
        return registry + "/" + parts[2] + "/" + name + tagParameter();
    }

    /** {@code :v1}, where that is behind {@code tag=} in the query. */
    private String tagParameter() {
        Matcher tag = TAG_PARAMETER.matcher(path);
        return tag.lookingAt() ? ":" + tag.group(1) : "";
    }

    private Unreadable noImage(String why) {
        return refuse(Reason.NO_IMAGE_ADDRESS, why);
    }

    /** Without query, fragment and slashes at the end. */
    private static String cut(String path) {
        return Words.trim(path.split("[?#]", 2)[0], "", "/");
    }
}
