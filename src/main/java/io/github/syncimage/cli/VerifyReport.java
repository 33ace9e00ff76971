package io.github.syncimage.cli;

import io.github.syncimage.copy.Copier;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.text.OneLine;
import io.github.syncimage.trust.SignatureCheck;
import io.github.syncimage.trust.TrustedRootException;
import io.github.syncimage.trust.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code inspect} shows of an image's signatures.
 *
 * @param found those of what the image's name stands for, none where they could not be looked at
 * @param verified what the rules say of them, null where that could not be told
 * @param trouble why not, or null
 */
record VerifyReport(List<Found> found, Verification verified, String trouble) {
    /** Where nobody asked for a look. */
    static final VerifyReport NONE = new VerifyReport(List.of(), Verification.NOT_ASKED, null);

    private static final int LONGEST = 200;

    /**
     * @param form where it lies: {@code sig}, {@code bundle}, {@code referrer}
     * @param claims who says to have made it; whether that is true, the rules say
     */
    record Found(String form, String claims) {}

    /**
     * What cannot be told of signatures is no reason to show nothing of the image.
     *
     * @param target where the rules on names put it; null where they do not
     */
    static VerifyReport of(Upstream upstream, ImageReference target, Copier copier) {
        List<Found> found = List.of();
        try {
            found = upstream.tree()
                    .attachments()
                    .signatures(upstream.digest())
                    .limit(SignatureCheck.MOST)
                    .map(one -> new Found(one.place(), OneLine.of(one.claims(upstream.digest()), LONGEST)))
                    .toList();
            return new VerifyReport(found, copier.verify(upstream, target), null);
        } catch (RegistryException | TrustedRootException e) {
            return new VerifyReport(found, null, OneLine.of(e.getMessage(), LONGEST));
        }
    }

    void addTo(Map<String, Object> json) {
        json.put(
                "signers",
                found.stream()
                        .map(one -> {
                            Map<String, Object> signature = new LinkedHashMap<>();
                            signature.put("form", one.form());
                            signature.put("claims", one.claims());
                            return signature;
                        })
                        .toList());
        if (trouble != null) {
            json.put("verify_unknown", trouble);
        } else if (VerifyOutput.json(verified) != null) {
            json.put("verify", VerifyOutput.json(verified));
        }
    }

    /** Further lines. */
    String text() {
        StringBuilder text = new StringBuilder();
        String line = System.lineSeparator() + "  signed      ";
        found.forEach(one -> text.append(line).append(one.form()).append(" ").append(one.claims()));
        if (trouble != null) {
            return text.append(line).append("not known: ").append(trouble).toString();
        }
        String verify = VerifyOutput.text(verified);
        return verify.isEmpty()
                ? text.toString()
                : text.append(System.lineSeparator())
                        .append("  verify      ")
                        .append(verify)
                        .toString();
    }
}
