package io.github.syncimage.naming;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import io.github.syncimage.naming.Rules.Rule;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a source is called at our registry.
 *
 * <p>Qualified names are free of collisions: a name in which the joining dots can't be told from dots of the source,
 * or that another rule could give as well, ends in {@code -} and the first 12 hex digits of the source repository's
 * SHA-256. The decision record 0010 has the proof. With {@link Naming#IMAGE} no short name is anybody's qualified one: a
 * qualified name without a dot, or one that is reserved, has the mark, and a source whose last segment looks like a
 * qualified name, or is reserved for another, has no short name.
 */
public final class TargetNames {
    /** How a target's repository is named, {@code naming} of the configuration. */
    public enum Naming {
        /** The source path's last segment: {@code gcr.io/a/b} is {@code b}. */
        IMAGE,
        /** Prefix and path joined by dots, free of collisions: {@code quay.io/coreos/etcd} is {@code quay.coreos.etcd}. */
        QUALIFIED
    }

    /** A target name that its registry would refuse; the message says which rule it breaks, in one line. */
    public static final class InvalidTargetException extends InvalidReferenceException {
        InvalidTargetException(String message) {
            super(message);
        }
    }

    static final Pattern ENDS_LIKE_MARKED = Pattern.compile(".*-[a-f0-9]{12}");
    private static final String HUB_OFFICIAL = "library/";

    private final Rules rules;
    private final Reserved reserved;
    private final Naming naming;
    private final String host;
    private final String namespace;
    private final Function<Repository, Optional<String>> refusal;
    private TargetNames artifacts = this;

    /**
     * @param registry host of the target, with its port where it has one
     * @param namespace below it; may be empty, may have several segments
     * @param refusal why that registry has no repository of a name; empty where it may have
     * @throws InvalidTargetException when no image can be named there
     */
    public TargetNames(
            Rules rules,
            Reserved reserved,
            Naming naming,
            String registry,
            String namespace,
            Function<Repository, Optional<String>> refusal) {
        this.rules = rules;
        this.reserved = reserved;
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

    /** Makes the same names, with others for what is no container image. */
    public TargetNames with(TargetNames others) {
        TargetNames names = new TargetNames(rules, reserved, naming, host, namespace.replaceFirst("/$", ""), refusal);
        names.artifacts = others;
        return names;
    }

    /** What sources are called that are no container images: the same names, unless those go elsewhere. */
    public TargetNames artifacts() {
        return artifacts;
    }

    /**
     * The target by the configured naming; empty where no rule serves the source's upstream. Another source may have a
     * short name already.
     *
     * @throws InvalidTargetException when the registry would refuse the name
     */
    public Optional<ImageReference> preferred(ImageReference source) {
        return rules.match(source).map(rule -> {
            String name = isShort(source.repository())
                    ? source.repository().lastSegment()
                    : qualifiedName(source.repository(), rule);
            return image(name, tag(source));
        });
    }

    private boolean isShort(Repository source) {
        if (naming == Naming.QUALIFIED) {
            return false;
        }
        String name = source.lastSegment();
        return reserved.owner(name).map(source.upstream()::equals).orElseGet(() -> !rules.mayQualify(name));
    }

    /** What people would look for: the short name, whoever has it, or with {@link Naming#QUALIFIED} the qualified one. */
    public ImageReference usual(ImageReference source) {
        return naming == Naming.IMAGE ? image(source.repository().lastSegment(), tag(source)) : qualified(source);
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

    /** As {@link #qualified}, or null where the registry would refuse that: only who finds the short name taken needs it. */
    public ImageReference qualifiedOrNull(ImageReference source) {
        try {
            return qualified(source);
        } catch (InvalidTargetException e) {
            return null;
        }
    }

    /** The source for which a repository of this namespace is reserved, if it is. */
    public Optional<Repository> reservedFor(Repository target) {
        boolean here = naming == Naming.IMAGE
                && target.host().equals(host)
                && target.path().equals(namespace + target.lastSegment());
        return here ? reserved.owner(target.lastSegment()) : Optional.empty();
    }

    private String qualifiedName(Repository source, Rule rule) {
        String path = pathWithoutLibrary(source);
        String prefix = rule.prefix();
        String name = (prefix.isEmpty() ? "" : prefix + ".") + path.replace('/', '.');
        boolean unambiguous = path.indexOf('.') < 0
                && rules.owns(source, prefix)
                && !rules.belongsToLongerPrefix(name, prefix)
                && !ENDS_LIKE_MARKED.matcher(name).matches()
                && (naming == Naming.QUALIFIED
                        || name.indexOf('.') >= 0 && reserved.owner(name).isEmpty());
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
