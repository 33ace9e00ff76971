package io.github.syncimage.postprocess;

/**
 * Tells if anybody can pull the mirrored image, found out by an anonymous request, never assumed.
 *
 * @param state what an anonymous request got
 * @param cause why it is not public, for a template to put into words
 * @param reason what came back, for a person, with the API's error code; empty where public
 */
public record Visibility(State state, Cause cause, String reason) {
    public enum State {
        PUBLIC,
        PRIVATE,
        UNKNOWN
    }

    public enum Cause {
        /** It is public, or the reason says all. */
        NONE,
        /** Nobody configured what making it public needs. */
        NO_KEYS,
        /** Making it public was tried, and the cloud's API said no. */
        NOT_PUBLISHED,
        /** An anonymous request for the manifest was denied. */
        LOGIN_NEEDED,
        /** An anonymous request for the manifest got no answer that tells. */
        NO_ANSWER
    }

    public static final Visibility PUBLIC = new Visibility(State.PUBLIC, Cause.NONE, "");
}
