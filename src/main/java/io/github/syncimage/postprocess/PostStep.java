package io.github.syncimage.postprocess;

/**
 * What a step after the mirroring did. None of it makes a mirrored image a failure: it is told in the answer.
 *
 * @param detail for a person, one line, with the API's error code where there is one; empty where there is nothing to say
 */
public record PostStep(Result result, String detail) {
    public enum Result {
        /** The image's cloud has no step, or the step found nothing to do. */
        NOTHING,
        /** It changed something. */
        DONE,
        /** It would have needed keys or a token that nobody configured. */
        NOT_CONFIGURED,
        /** It was tried and did not work. */
        REFUSED
    }

    public static final PostStep NOTHING = new PostStep(Result.NOTHING, "");
    public static final PostStep DONE = new PostStep(Result.DONE, "");

    public static PostStep notConfigured(String detail) {
        return new PostStep(Result.NOT_CONFIGURED, detail);
    }

    public static PostStep refused(String detail) {
        return new PostStep(Result.REFUSED, detail);
    }
}
