package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How one image stands by the rules. It is signed where its index is, since the rest hangs on that by digest, or where every
 * part of it is that is copied.
 *
 * @param source what claims to sign a manifest
 */
public record ImageCheck(VerifyRules rules, Function<Digest, Stream<FoundSignature>> source) {
    private static final int MOST_TOLD = 3;

    /**
     * What hangs on an index.
     *
     * @param name for people: a platform, where it is one's image
     */
    public record Part(String name, Digest digest) {}

    /**
     * Looks for signatures where a rule asks for them. What the source throws goes through: then nothing is known.
     *
     * @param target where it goes; null where that is not known
     * @param digest that the image's name stood for when it was looked up, and of what is going to be copied
     * @param parts what is copied of an index, asked for where the index is not signed; none for an image without one
     */
    public Verification of(Repository image, Repository target, Digest digest, Supplier<List<Part>> parts) {
        if (rules.isEmpty()) {
            return Verification.NOT_ASKED;
        }
        VerifyRule rule = rules.match(image, target).orElse(null);
        if (rule == null) {
            return Verification.NO_RULE;
        }
        return switch (rule.kind()) {
            case SKIP -> Verification.skipped(rule);
            case DENY -> Verification.denied(rule);
            case SIGNED -> signed(rule, image + "@" + digest, digest, parts);
        };
    }

    private Verification signed(VerifyRule rule, String name, Digest digest, Supplier<List<Part>> parts) {
        SignatureCheck.Result whole = SignatureCheck.of(digest, rule.signer(), source);
        if (whole.signed()) {
            return Verification.signed(rule, whole.signedBy());
        }
        Set<String> found = new LinkedHashSet<>(whole.found());
        Set<String> signers = new LinkedHashSet<>();
        List<String> signed = new ArrayList<>();
        for (Part part : parts.get()) {
            SignatureCheck.Result one = SignatureCheck.of(part.digest(), rule.signer(), source);
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
                : Verification.signed(rule, String.join(", ", signers));
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
        return Verification.failed(
                rule,
                nothing ? "unsigned" : "wrong_signer",
                what + instead + partly,
                "cosign verify " + rule.signer().cosignOptions() + " " + name);
    }
}
