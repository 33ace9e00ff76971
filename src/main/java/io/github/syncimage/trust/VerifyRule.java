package io.github.syncimage.trust;

import io.github.syncimage.image.Repository;
import io.github.syncimage.trust.Signer.KeylessSigner;

/**
 * What an operator asks of some images: those that both patterns match.
 *
 * @param image the names upstream that the rule is about; null where it is about all of them
 * @param target the names at the target that it is about; null where it is about all of them
 * @param signer who has to have signed them; null where {@code kind} is another than {@link Kind#SIGNED}
 * @param warns whether an image that fails is mirrored all the same, and the answer says so
 * @param source where the rule stands: {@code configs/config.yaml:12}
 */
public record VerifyRule(
        ImagePattern image, ImagePattern target, Kind kind, Signer signer, boolean warns, String source) {
    public enum Kind {
        SIGNED,
        /** Mirrored without a look. */
        SKIP,
        /** Refused without a look. */
        DENY
    }

    /** @param to the target's repository; null where nobody knows it, so that no rule about targets is meant */
    boolean matches(Repository from, Repository to) {
        return (image == null || image.matches(from)) && (target == null || to != null && target.matches(to));
    }

    /** Says that this rule matches all that the other one does. */
    boolean covers(VerifyRule other) {
        return covers(image, other.image) && covers(target, other.target);
    }

    private static boolean covers(ImagePattern early, ImagePattern late) {
        return early == null || late != null && early.covers(late);
    }

    /** Tells people what it is about: {@code ghcr.io/acme/** to registry.example/mirror/nginx}. */
    public String about() {
        if (target == null) {
            return image.toString();
        }
        return (image == null ? "" : image + " ") + "to " + target;
    }

    /** For people: {@code ghcr.io/acme/** (configs/config.yaml:12)}. */
    public String name() {
        return about() + " (" + source + ")";
    }

    /** Tells people its name and what it asks. */
    public String describe() {
        String asks =
                switch (kind) {
                    case SKIP -> "not verified";
                    case DENY -> "denied";
                    case SIGNED -> "signed by " + signer.wanted() + (warns ? ", or else a warning" : "");
                };
        return name() + ": " + asks;
    }

    public boolean keyless() {
        return signer instanceof KeylessSigner;
    }
}
