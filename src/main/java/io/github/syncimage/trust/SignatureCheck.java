package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import io.github.syncimage.trust.Verification.State;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How one image stands by a rule. It is signed where its index is, since the rest hangs on that by digest, or where every
 * part of it is that is copied.
 *
 * @param source all that lies beside a manifest and claims to sign it, read as far as the stream is: whoever has found what
 *     fits asks for no more. A registry that cannot be asked is an exception, never an empty stream
 */
public record SignatureCheck(Function<Digest, Stream<FoundSignature>> source) {
    /** No upstream signs one image more often; each may cost a request. */
    public static final int MOST = 100;

    private static final int MOST_TOLD = 3;

    /** What hangs on an index, by its name for people: a platform, where it is one's image. */
    public record Part(String name, Digest digest) {}

    /**
     * What came of looking at one manifest.
     *
     * @param signedBy null where nothing that was found holds
     * @param found what was found instead, each once and a few at most: {@code a signature by another key}
     */
    record Result(String signedBy, List<String> found) {
        boolean signed() {
            return signedBy != null;
        }
    }

    /**
     * Looks for signatures where the rule asks for them. What the source throws goes through: then nothing is known.
     *
     * @param name of the image, with its digest
     * @param digest that the image's name stood for when it was looked up, and of what is going to be copied
     * @param parts what is copied of an index, asked for where the index is not signed; none for an image without one
     */
    public Verification of(VerifyRule rule, String name, Digest digest, Supplier<List<Part>> parts) {
        return switch (rule.kind()) {
            case SKIP -> Verification.of(State.SKIPPED, rule, null);
            case DENY -> Verification.of(State.DENIED, rule, null);
            case SIGNED -> signed(rule, name, digest, parts);
        };
    }

    private Verification signed(VerifyRule rule, String name, Digest digest, Supplier<List<Part>> parts) {
        Result whole = of(digest, rule.signer());
        if (whole.signed()) {
            return Verification.of(State.SIGNED, rule, whole.signedBy());
        }
        Set<String> found = new LinkedHashSet<>(whole.found());
        Set<String> signers = new LinkedHashSet<>();
        List<String> signed = new ArrayList<>();
        for (Part part : parts.get()) {
            Result one = of(part.digest(), rule.signer());
            if (!one.signed()) {
                // One is enough to refuse the image; each of the others would cost some requests more.
                found.addAll(one.found());
                return failed(rule, name, found, signed, part.name());
            }
            signed.add(part.name());
            signers.add(one.signedBy());
        }
        return signed.isEmpty()
                ? failed(rule, name, found, signed, "")
                : Verification.of(State.SIGNED, rule, String.join(", ", signers));
    }

    /**
     * Looks at what lies beside one manifest, one after the other until one holds.
     *
     * @throws TrustedRoot.OutdatedException where one may hold, but the trusted root cannot tell
     */
    Result of(Digest manifest, Signer signer) {
        Set<String> found = new LinkedHashSet<>();
        TrustedRoot.OutdatedException untold = null;
        Iterator<FoundSignature> candidates = source.apply(manifest).iterator();
        int seen = 0;
        while (candidates.hasNext() && ++seen <= MOST) {
            FoundSignature candidate = candidates.next();
            try {
                return new Result(signer.require(candidate.read(manifest)), List.of());
            } catch (InvalidSignatureException invalid) {
                found.add("a signature " + invalid.getMessage() + " (" + candidate.place() + ")");
            } catch (TrustedRoot.OutdatedException e) {
                untold = e;
            }
        }
        if (untold != null) {
            throw untold;
        }
        List<String> told = new ArrayList<>(found.stream().limit(MOST_TOLD).toList());
        if (seen > MOST) {
            told.add("more than " + MOST + " signatures, of which no more were looked at");
        }
        return new Result(null, told);
    }

    /** @param unsigned the first part without a signature, empty for an image without parts */
    private static Verification failed(
            VerifyRule rule, String name, Set<String> found, List<String> signed, String unsigned) {
        boolean nothing = found.isEmpty() && signed.isEmpty();
        String what = nothing
                ? name + " has no signature, neither at its tag .sig nor among what refers to its digest; "
                        + rule.signer().wanted() + " has to sign it"
                : name + " is not signed by " + rule.signer().wanted();
        String partly = signed.isEmpty()
                ? unsigned.isEmpty()
                        ? ""
                        : "; neither the index nor its part " + unsigned + " is, where the check ended"
                : "; the index is not, of its platforms these are: " + String.join(", ", signed) + "; these are not: "
                        + unsigned + ", where the check ended";
        String instead = found.isEmpty()
                ? ""
                : "; found: " + found.stream().limit(MOST_TOLD).collect(Collectors.joining("; "));
        return new Verification(
                State.FAILED,
                rule.name(),
                null,
                nothing ? "unsigned" : "wrong_signer",
                what + instead + partly,
                "cosign verify " + rule.signer().cosignOptions() + " " + name);
    }
}
