package io.github.syncimage.postprocess;

/**
 * Whether anybody can pull the mirrored image, found out by an anonymous request, never assumed.
 *
 * @param state what an anonymous request got
 * @param reason why it is not public or not known, in words for a person with the API's error code; empty where public
 */
public record Visibility(State state, String reason) {
    public enum State {
        PUBLIC,
        PRIVATE,
        UNKNOWN
    }

    public static final Visibility PUBLIC = new Visibility(State.PUBLIC, "");
}
