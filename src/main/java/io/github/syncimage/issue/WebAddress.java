package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Image names that were copied from a browser or a tool: schemes, and the pages of registries that show one image. */
final class WebAddress {
    private static final Set<String> GITHUB =
            Set.of("github.com", "www.github.com", "gist.github.com", "api.github.com", "raw.githubusercontent.com");
    /** Where a registry's API is spoken to; Docker Hub has no user whose name is that short. */
    private static final Pattern API = Pattern.compile("v[12](?:/(?:repositories/)?(.*))?");

    private static final Pattern API_CALL =
            Pattern.compile("/(?:manifests/([^/]+)|tags|tags/list|images|blobs/.*|referrers/.*)$");
    private static final String HUB_API = "registry.hub.docker.com";
    private static final Pattern SCHEME = Pattern.compile("(?:(docker|oci)|https?)://", Pattern.CASE_INSENSITIVE);
    /** Locations in the address of an image in Google's console, and the registries that serve them. */
    private static final Map<String, String> GCR_LOCATIONS =
            Map.of("global", "gcr.io", "us", "us.gcr.io", "eu", "eu.gcr.io", "asia", "asia.gcr.io");

    private WebAddress() {}

    /** This is a registry's page about one image, or what its API answers about one. */
    static boolean isImagePage(String word) {
        String address = SCHEME.matcher(word).replaceFirst("");
        int slash = address.indexOf('/');
        if (slash <= 0) {
            return false;
        }
        String host = address.substring(0, slash).toLowerCase(Locale.ROOT);
        String path = address.substring(slash + 1);
        try {
            refuseApi(host, path, true, word);
            return page(host, path, word) != null;
        } catch (ImageWord.Unreadable e) {
            return e.refusal().suggestion() != null;
        }
    }

    /** The image that an address names, as {@code docker pull} would take it; any other word as it is. */
    static String toImage(String word) throws ImageWord.Unreadable {
        Matcher scheme = SCHEME.matcher(word);
        boolean any = scheme.lookingAt();
        boolean web = any && scheme.group(1) == null;
        String address = any ? word.substring(scheme.end()) : word;
        int slash = address.indexOf('/');
        String host = (slash < 0 ? address : address.substring(0, slash)).toLowerCase(Locale.ROOT);
        if (GITHUB.contains(host) || host.startsWith("git@github.com:")) {
            throw new ImageWord.Unreadable(Reason.GITHUB_ADDRESS, word, "is an address at GitHub, not an image", null);
        }
        String path = slash < 0 ? "" : address.substring(slash + 1);
        refuseApi(host, path, web, word);
        if (any && !web) {
            return address;
        }
        String image = page(host, path, word);
        return image != null ? image : web ? withoutQuery(host, path, word) : word;
    }

    /** {@code registry-1.docker.io/v2/library/nginx/manifests/1.27}, as error messages of clients have it. */
    private static void refuseApi(String host, String path, boolean web, String word) throws ImageWord.Unreadable {
        boolean alone = host.equals("v1") || host.equals("v2");
        boolean hub = alone || host.equals("docker.io") || host.endsWith(".docker.io") || host.equals(HUB_API);
        Matcher api = API.matcher(cut(alone ? host + "/" + path : path));
        if (!api.matches() || !hub && !web && !API_CALL.matcher(cut(path)).find()) {
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
        throw new ImageWord.Unreadable(Reason.NO_IMAGE_ADDRESS, word, "is an address of a registry's API", image);
    }

    private static String page(String host, String path, String word) throws ImageWord.Unreadable {
        return switch (host) {
            case "hub.docker.com" -> dockerHub(path, word);
            case HUB_API -> "docker.io/" + cut(path);
            case "quay.io" -> path.startsWith("repository/") ? quay(path, word) : null;
            case "console.cloud.google.com" -> google(path, word);
            default -> null;
        };
    }

    /** {@code r/user/name}, {@code _/name}, {@code layers/user/name/tag/images/…}, with {@code /tags} behind or not. */
    private static String dockerHub(String path, String word) throws ImageWord.Unreadable {
        if (path.contains("name=")) {
            throw noImage(word, "searches for tags; write the image with its tag");
        }
        String[] parts = cut(path).split("/");
        String name =
                switch (parts[0]) {
                    case "_" -> parts.length > 1 ? "library/" + parts[1] : null;
                    case "r" -> parts.length > 2 ? parts[1] + "/" + parts[2] : null;
                    case "layers" -> parts.length > 3 ? parts[1] + "/" + parts[2] + ":" + parts[3] : null;
                    default -> null;
                };
        if (name == null) {
            throw noImage(word, "is no page of an image");
        }
        return "docker.io/" + name;
    }

    /** {@code repository/org/name}, maybe with {@code ?tab=tags&tag=v1} or {@code /manifest/sha256:…} behind. */
    private static String quay(String path, String word) throws ImageWord.Unreadable {
        String[] parts = cut(path).split("/");
        if (parts.length < 3) {
            throw noImage(word, "is no page of an image");
        }
        String name = "quay.io/" + parts[1] + "/" + parts[2];
        if (parts.length > 4 && parts[3].equals("manifest")) {
            return name + "@" + parts[4];
        }
        String tag = parameter(path, "tag");
        return tag == null ? name : name + ":" + tag;
    }

    /** {@code gcr/images/project/GLOBAL/name}, maybe with {@code @sha256:…} behind. */
    private static String google(String path, String word) throws ImageWord.Unreadable {
        String[] parts = cut(path).split("/", 5);
        String registry = parts.length == 5 ? GCR_LOCATIONS.get(parts[3].toLowerCase(Locale.ROOT)) : null;
        if (registry == null || !path.startsWith("gcr/images/")) {
            throw noImage(word, "is no page of an image");
        }
        String name = parts[4].endsWith("/details") ? parts[4].substring(0, parts[4].lastIndexOf('/')) : parts[4];
        String tag = parameter(path, "tag");
        return registry + "/" + parts[2] + "/" + name + (tag == null ? "" : ":" + tag);
    }

    private static String withoutQuery(String host, String path, String word) throws ImageWord.Unreadable {
        if (path.isEmpty() || path.indexOf('?') >= 0) {
            throw noImage(word, "is a web page, not an image");
        }
        return host + "/" + cut(path);
    }

    /** Without query, fragment and slashes at the end. */
    private static String cut(String path) {
        String cut = path.split("[?#]", 2)[0];
        return Words.trim(cut, "", "/");
    }

    private static String parameter(String path, String name) {
        int query = path.indexOf('?');
        if (query >= 0) {
            for (String pair : path.substring(query + 1).split("[&#]")) {
                if (pair.startsWith(name + "=") && pair.length() > name.length() + 1) {
                    return pair.substring(name.length() + 1);
                }
            }
        }
        return null;
    }

    private static ImageWord.Unreadable noImage(String word, String why) {
        return new ImageWord.Unreadable(Reason.NO_IMAGE_ADDRESS, word, why, null);
    }
}
