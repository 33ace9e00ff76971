package io.github.syncimage.naming;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a source is called at our registry.
 *
 * <p>Qualified names are free of collisions: a name in which the joining dots can't be told from dots of the source,
 * or that another rule could give as well, ends in {@code -} and the first 12 hex digits of the source repository's
 * SHA-256. The decision record 0010 has the proof.
 */
public final class TargetNames {
    private static final Pattern ENDS_LIKE_MARKED = Pattern.compile(".*-[a-f0-9]{12}");
    private static final String HUB_OFFICIAL = "library/";

    private final Rules rules;
    private final Naming naming;
    private final String host;
    private final String namespace;
    private final Function<Repository, Optional<String>> refusal;

    /**
     * @param registry host of the target, with its port where it has one
     * @param namespace below it; may be empty, may have several segments
     * @param refusal why that registry has no repository of a name; empty where it may have
     * @throws InvalidTargetException when no image can be named there
     */
    public TargetNames(
            Rules rules,
            Naming naming,
            String registry,
            String namespace,
            Function<Repository, Optional<String>> refusal) {
        this.rules = rules;
        this.naming = naming;
        if (registry == null || registry.isBlank()) {
            throw new InvalidTargetException("no target registry is configured (registries.generic.registry)");
        }
        this.host = parse(registry + "/some/name:tag").host();
        if (registry.indexOf('/') >= 0 || host.equals(ImageReference.DOCKER_HUB) && !registry.endsWith(host)) {
            throw new InvalidTargetException(
                    "'" + registry + "' is no registry host (it needs a dot, a port or to be localhost, and no path)");
        }
        this.namespace = namespace == null || namespace.isEmpty() ? "" : namespace + "/";
        this.refusal = refusal;
        image("name", "tag");
    }

    /**
     * The target by the configured naming; empty where no rule serves the source's upstream.
     *
     * @throws InvalidTargetException when the registry would refuse the name
     */
    public Optional<ImageReference> preferred(ImageReference source) {
        return rules.match(source).map(rule -> switch (naming) {
            case IMAGE -> image(source.repository().lastSegment(), tag(source));
            case QUALIFIED -> image(qualifiedName(source.repository(), rule), tag(source));
        });
    }

    /**
     * The target that no other source has, whatever the configured naming.
     *
     * @throws InvalidTargetException when the registry would refuse the name, or no rule serves the upstream
     */
    public ImageReference qualified(ImageReference source) {
        Rule rule =
                rules.match(source).orElseThrow(() -> new InvalidTargetException("no rule serves " + source.host()));
        return image(qualifiedName(source.repository(), rule), tag(source));
    }

    /** As {@link #qualified}, or {@code preferred} where the registry would refuse that: only a collision needs it. */
    public ImageReference qualifiedOr(ImageReference preferred, ImageReference source) {
        try {
            return qualified(source);
        } catch (InvalidTargetException e) {
            return preferred;
        }
    }

    private String qualifiedName(Repository source, Rule rule) {
        String path = pathWithoutLibrary(source);
        String prefix = rule.prefix();
        String name = (prefix.isEmpty() ? "" : prefix + ".") + path.replace('/', '.');
        boolean unambiguous = path.indexOf('.') < 0
                && rules.owns(source, prefix)
                && !rules.belongsToLongerPrefix(name, prefix)
                && !ENDS_LIKE_MARKED.matcher(name).matches();
        return unambiguous ? name : name + "-" + Digest.of(source.toString()).shortHex();
    }

    /** Docker Hub's official images are named without {@code library/}; all others there have two segments or more. */
    private static String pathWithoutLibrary(Repository source) {
        String path = source.path();
        boolean official = source.host().equals(ImageReference.DOCKER_HUB)
                && path.startsWith(HUB_OFFICIAL)
                && path.indexOf('/', HUB_OFFICIAL.length()) < 0;
        return official ? path.substring(HUB_OFFICIAL.length()) : path;
    }

    /** The source's tag; an image named by its digest alone gets a tag that tells the digest. */
    private static String tag(ImageReference source) {
        return source.tag() != null
                ? source.tag()
                : source.digest().algorithm() + "-" + source.digest().shortHex();
    }

    /** That image in the namespace. */
    private ImageReference image(String name, String tag) {
        Repository repository = new Repository(host, namespace + name);
        refusal.apply(repository).ifPresent(why -> {
            throw new InvalidTargetException(why);
        });
        return parse(repository + ":" + tag);
    }

    private static ImageReference parse(String text) {
        try {
            return ImageReference.parse(text);
        } catch (InvalidReferenceException e) {
            throw new InvalidTargetException("no valid target: " + e.getMessage());
        }
    }
}
