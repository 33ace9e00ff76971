package io.github.syncimage.report;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells, in a hidden line of an answer behind its marker, which source has which repository at the target: the memory
 * of a database that was lost.
 */
public final class ToldOwners {
    private static final String BEGIN = "<!-- sync-image-names ";
    private static final Pattern LINE = Pattern.compile(BEGIN + "([a-z0-9.:_/=\\[\\], -]+) -->");

    private ToldOwners() {}

    /** Writes the line, with its end, for what was mirrored; nothing where nothing was. */
    static String line(List<Outcome> outcomes) {
        String pairs = outcomes.stream()
                .filter(Outcome.Mirrored.class::isInstance)
                .map(outcome -> ((Outcome.Mirrored) outcome).result())
                .map(result -> result.target().repository() + " "
                        + result.source().repository().upstream())
                .distinct()
                .collect(Collectors.joining(", "));
        // In HTML two hyphens may end a comment; an equals sign stands in no name.
        return pairs.isEmpty() ? "" : BEGIN + pairs.replaceAll("-(?=-)", "-=") + " -->\n";
    }

    /**
     * Maps a repository at the target to its source.
     *
     * @param comment that begins with our marker
     */
    public static Map<Repository, Repository> read(String comment) {
        Matcher told = LINE.matcher(comment.lines().skip(1).findFirst().orElse(""));
        Map<Repository, Repository> owners = new LinkedHashMap<>();
        if (told.matches()) {
            for (String pair : told.group(1).replace("-=", "-").split(", ")) {
                String[] names = pair.split(" ");
                add(owners, names[0], names[names.length - 1]);
            }
        }
        return owners;
    }

    /** Leaves out long names: of these it does not matter whose they are. */
    private static void add(Map<Repository, Repository> owners, String target, String source) {
        try {
            Repository named = ImageReference.parse(target).repository();
            Repository from = ImageReference.parse(source).repository();
            if (named.lastSegment().equals(from.lastSegment())) {
                owners.putIfAbsent(named, from);
            }
        } catch (InvalidReferenceException edited) {
            // The texts are the operator's; what cannot be read owns nothing.
        }
    }
}
