package io.github.syncimage.trust;

/**
 * How an image stands by the rules.
 *
 * @param rule which rule decided, for people; null where none did
 * @param by who signed; null where nobody who should
 * @param reason {@code unsigned} or {@code wrong_signer} where it failed, else null
 * @param message what is wrong, in a sentence; null where nothing is
 * @param command by which anybody can check that, where it failed
 */
public record Verification(State state, String rule, String by, String reason, String message, String command) {
    /** No rules are configured, so nobody expects a word. */
    public static final Verification NOT_ASKED = new Verification(State.NOT_ASKED, null, null, null, null, null);
    /** Rules are, and none is about this image. */
    public static final Verification NO_RULE = new Verification(State.NO_RULE, null, null, null, null, null);

    /** In the order from least to most that is known. */
    public enum State {
        NOT_ASKED,
        NO_RULE,
        SKIPPED,
        DENIED,
        FAILED,
        SIGNED
    }

    static Verification of(State state, VerifyRule rule, String by) {
        return new Verification(state, rule.name(), by, null, null, null);
    }
}
