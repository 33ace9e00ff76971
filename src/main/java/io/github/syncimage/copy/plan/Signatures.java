package io.github.syncimage.copy.plan;

import io.github.syncimage.image.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is attached to an image upstream, and what became of it: signatures, attestations, lists of packages.
 *
 * @param copied brought along by this copy
 * @param present stood at the target already
 * @param left stayed behind
 * @param statements what attestations state that stand at the target now, those in the image's index among them
 * @param bareAt when nothing was found attached upstream; null where something was, or nobody has looked
 */
public record Signatures(
        List<Attached> copied, List<Attached> present, List<Left> left, List<Statement> statements, Instant bareAt) {
    /** Nobody has looked. */
    public static final Signatures NONE = bareAt(null);

    /** Nothing was attached then. */
    public static Signatures bareAt(Instant time) {
        return new Signatures(List.of(), List.of(), List.of(), List.of(), time);
    }

    /** The name of what it is about if there is no index. */
    public static final String IMAGE = "image";

    public static final String INDEX = "index";

    /**
     * One that stands at the target, or upstream for who only looks there.
     *
     * @param what {@code sig}, {@code att}, {@code sbom}, {@code bundle} or {@code referrer}
     * @param of what it is about: {@link #IMAGE}, {@link #INDEX}, a platform, or the digest of anything else
     * @param digest of its own manifest
     */
    public record Attached(String what, String of, Digest digest, boolean signature) {}

    /**
     * One that stayed behind.
     *
     * @param what as of {@link Attached}; {@code any} where nobody knows what there is
     * @param detail what a registry answered, maybe empty
     */
    public record Left(String what, String of, Why why, String detail) {}

    /** @param type of in-toto's predicate ({@code https://slsa.dev/provenance/v1}), or the type of an artifact or its layer; a stranger's text */
    public record Statement(String type, String of) {}

    /** Why something stayed behind. */
    public enum Why {
        /** It is about the index, of which only a part was wanted or taken. */
        SUBSET,
        /** The target gets Docker's formats. */
        DIALECT,
        /** A Docker daemon made the manifests anew. */
        ENGINE,
        /** The target does not take it. */
        REFUSED,
        /** Something else stands at its place, which may be worth more than this. */
        DIFFERS,
        /** With it the image would be larger than the limit. */
        TOO_LARGE,
        /** It is no manifest as it should be, or one too many. */
        UNUSABLE,
        /** It could not be read or written for the time being. */
        UNAVAILABLE;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All that stands at the target. */
    public List<Attached> standing() {
        return Stream.concat(copied.stream(), present.stream()).toList();
    }

    /** Tells if {@code cosign verify} by the target's tag finds a signature. */
    public boolean signsTag() {
        return standing().stream()
                .anyMatch(attached ->
                        attached.signature() && List.of(IMAGE, INDEX).contains(attached.of()));
    }

    /** Tells if there is a signature of a platform at least. */
    public boolean signsAny() {
        return standing().stream().anyMatch(Attached::signature);
    }

    public boolean left(Why why) {
        return left.stream().anyMatch(one -> one.why() == why);
    }

    /** Tells what a registry answered to the first that stayed behind for that; maybe empty. */
    public String reason() {
        return left.stream()
                .map(Left::detail)
                .filter(detail -> !detail.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Lists what attestations state, each once. */
    public List<String> types() {
        return statements.stream().map(Statement::type).distinct().toList();
    }
}
