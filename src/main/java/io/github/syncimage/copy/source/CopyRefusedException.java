package io.github.syncimage.copy.source;

import io.github.syncimage.image.Platform;
import java.util.List;
import java.util.Locale;

/** A copy cannot be done as asked, and trying again does not help; the message is for people. */
public final class CopyRefusedException extends RuntimeException {
    /** The reason's code; {@link #code()} is what `explain`, `--json` and templates say. */
    public enum Reason {
        /** The upstream has no such tag, digest or repository. */
        NOT_FOUND,
        /** The upstream says 401 or 403: private or absent. */
        PRIVATE_OR_ABSENT,
        /** None of the wanted platforms is offered; {@link CopyRefusedException#platforms} lists those that are. */
        NO_SUCH_PLATFORM,
        /** Larger than the limit on images, or a layer larger than the target takes. */
        TOO_LARGE,
        /** More manifests would have to be read than are read of one image. */
        TOO_MANY_MANIFESTS,
        /** Docker schema 1, or an artifact that is no image for a target of dialect docker. */
        UNSUPPORTED_FORMAT,
        /** The target tag holds an image from another source. */
        TARGET_TAKEN,
        /** A rule asks for a signature, and there is none; {@link CopyRefusedException#command} checks that. */
        UNSIGNED,
        /** There are signatures, and none of whom a rule asks for. */
        WRONG_SIGNER,
        /** A rule says that this image is not served. */
        DENIED_IMAGE
    }

    private final Reason reason;
    private final List<Platform> platforms;
    private final List<String> tags;
    private final String command;

    public CopyRefusedException(Reason reason, String message) {
        this(reason, message, List.of(), List.of(), "");
    }

    /**
     * @param platforms what the upstream offers, maybe empty
     * @param tags tags of the repository near to the one that is missing, maybe empty
     * @param command by which anybody can check what the message says, maybe empty
     */
    public CopyRefusedException(
            Reason reason, String message, List<Platform> platforms, List<String> tags, String command) {
        super(message);
        this.reason = reason;
        this.platforms = List.copyOf(platforms);
        this.tags = List.copyOf(tags);
        this.command = command;
    }

    /** Adds how another attempt ended. */
    public CopyRefusedException with(String more) {
        return new CopyRefusedException(reason, getMessage() + "; " + more, platforms, tags, command);
    }

    public Reason reason() {
        return reason;
    }

    /** The reason in words of the contract: {@code not_found}. */
    public String code() {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    public List<Platform> platforms() {
        return platforms;
    }

    public List<String> tags() {
        return tags;
    }

    public String command() {
        return command;
    }
}
