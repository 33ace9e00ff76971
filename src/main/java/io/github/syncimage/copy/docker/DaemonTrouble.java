package io.github.syncimage.copy.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.text.OneLine;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Turns a daemon's errors into those of the registry behind it. What that registry said is only text here: with an HTTP
 * status of the daemon's own at best, else in a line of a stream that began well.
 */
record DaemonTrouble(DaemonAddress address) {
    /** A registry's words can be a page; the comment needs the first lines of it. */
    private static final int LONGEST_TEXT = 300;

    /** The first that the text contains decides: the daemon adds the registry's words after its own. */
    private static final List<Map.Entry<Pattern, Kind>> WORDS = List.of(
            words("toomanyrequests|too many requests", Kind.RATE_LIMITED),
            // Trouble of the daemon's host, over when somebody has made room.
            words("no space left on device", Kind.UNAVAILABLE),
            words("denied|unauthorized|authentication required|no basic auth credentials", Kind.DENIED),
            words("manifest invalid", Kind.MANIFEST_REFUSED),
            words("manifest unknown|name unknown", Kind.NOT_FOUND),
            words(
                    "no such host|connection refused|connection reset|timeout|deadline exceeded"
                            + "|no route to host|network is unreachable|unexpected eof",
                    Kind.UNAVAILABLE),
            words("not found|no such image|does not exist", Kind.NOT_FOUND));

    private static Map.Entry<Pattern, Kind> words(String pattern, Kind kind) {
        return Map.entry(Pattern.compile(pattern), kind);
    }

    /** @param thrown by docker-java, maybe wrapped by Camel */
    RegistryException of(String action, String target, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryException known) {
                return known;
            }
            if (cause instanceof DockerException refused) {
                return refused(action, target, refused.getHttpStatus(), refused.getMessage(), thrown);
            }
            if (cause instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return new RegistryException(Kind.UNAVAILABLE, action, target, "interrupted", thrown);
            }
            if (cause instanceof IOException) {
                return silent(action, target, cause);
            }
        }
        // docker-java's own exception about a line in the stream wraps nothing.
        return refused(
                action, target, 0, String.valueOf(OneLine.innermost(thrown).getMessage()), thrown);
    }

    /** @param status of the daemon, 0 where it was a line in a stream */
    RegistryException refused(String action, String target, int status, String text, Throwable cause) {
        String told = clean(text);
        String detail = "the Docker daemon says: " + told;
        return new RegistryException(
                kind(status, without(told, target)), action, target, status, List.of(), detail, null, cause);
    }

    /** No answer, or one that broke off. */
    RegistryException silent(String action, String target, Throwable cause) {
        String detail = "no answer of a Docker daemon at " + address + ": " + clean(String.valueOf(cause.getMessage()));
        return new RegistryException(Kind.UNAVAILABLE, action, target, detail, cause);
    }

    /** The text without the image's name, maybe {@code timeout}. Daemons shorten Docker Hub's names. */
    private static String without(String text, String target) {
        String repository = target.replaceFirst("@.*", "").replaceFirst(":[^/]*$", "");
        String path = repository.substring(repository.indexOf('/') + 1);
        String shortName = path.startsWith("library/") ? path.substring("library/".length()) : path;
        String rest = text;
        for (String name : List.of(repository, path, shortName)) {
            rest = rest.replaceAll("(?<![\\w./-])" + Pattern.quote(name) + "(?![\\w/-])(:[\\w.-]*\\w)?", "…");
        }
        return rest;
    }

    private static Kind kind(int status, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return WORDS.stream()
                .filter(entry -> entry.getKey().matcher(lower).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> switch (status) {
                    case 401, 403 -> Kind.DENIED;
                    case 404 -> Kind.NOT_FOUND;
                    case 429 -> Kind.RATE_LIMITED;
                    case 502, 503, 504 -> Kind.UNAVAILABLE;
                    default -> Kind.UNEXPECTED;
                });
    }

    /** One short line; addresses without their queries, where storage puts signatures. */
    static String clean(String text) {
        return OneLine.of(text.replaceAll("\\?[^\\s\"']+", "?…"), LONGEST_TEXT);
    }
}
