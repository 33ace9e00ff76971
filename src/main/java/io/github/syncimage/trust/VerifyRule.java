package io.github.syncimage.trust;

/**
 * What an operator asks of some images.
 *
 * @param signer who has to have signed them; null where {@code kind} is another than {@link Kind#SIGNED}
 * @param warns whether an image that fails is mirrored all the same, and the answer says so
 * @param source where the rule stands: {@code configs/config.yaml:12}
 */
public record VerifyRule(ImagePattern image, Kind kind, Signer signer, boolean warns, String source) {
    /** What a rule does with its images. */
    public enum Kind {
        SIGNED,
        /** Mirrored without a look. */
        SKIP,
        /** Refused without a look. */
        DENY
    }

    /** For people: {@code ghcr.io/acme/** (configs/config.yaml:12)}. */
    public String name() {
        return image + " (" + source + ")";
    }

    /** The same with what it asks. */
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
