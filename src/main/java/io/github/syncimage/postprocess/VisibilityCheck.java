package io.github.syncimage.postprocess;

import io.github.syncimage.concurrent.DaemonThreads;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.Visibility.Cause;
import io.github.syncimage.postprocess.Visibility.State;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.api.RegistryClient;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Asks the target registry, without credentials, for what was just mirrored. Public is only what such a request got; all
 * else is private, with the reason.
 */
public record VisibilityCheck(
        RegistryClient anonymous, Duration betweenLooks, BiConsumer<ImageReference, Visibility.State> found) {
    /** A registry of several nodes may take a moment until each knows that a repository is public. */
    private static final int LOOKS_AFTER_PUBLISHING = 3;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /**
     * @param anonymous a client that sends no credentials
     * @param found is told what each look has found, unknown where it got no answer
     */
    public VisibilityCheck(RegistryClient anonymous, BiConsumer<ImageReference, Visibility.State> found) {
        this(anonymous, BETWEEN_LOOKS, found);
    }

    /**
     * Never fails: not knowing is an answer.
     *
     * @param before what was done to make it public, null for nothing; its trouble is the reason where the image is not
     */
    public Visibility check(ImageReference target, PostStep before) {
        PostStep step = before == null ? PostStep.NOTHING : before;
        Visibility seen = look(target);
        int looks = step.result() == PostStep.Result.DONE ? LOOKS_AFTER_PUBLISHING : 1;
        while (--looks > 0 && seen.state() != State.PUBLIC && DaemonThreads.slept(betweenLooks)) {
            seen = look(target);
        }
        found.accept(target, seen.cause() == Cause.NO_ANSWER ? State.UNKNOWN : seen.state());
        return seen.state() == State.PUBLIC ? seen : because(step, seen);
    }

    private static Visibility because(PostStep step, Visibility found) {
        return switch (step.result()) {
            case NOTHING, DONE -> found;
            case NOT_CONFIGURED -> new Visibility(found.state(), Cause.NO_KEYS, found.reason());
            case REFUSED -> new Visibility(found.state(), Cause.NOT_PUBLISHED, step.detail());
        };
    }

    private Visibility look(ImageReference target) {
        try {
            return anonymous.headManifest(target).isPresent() ? Visibility.PUBLIC : needsLogin("HTTP 404");
        } catch (RegistryException e) {
            boolean denied = e.kind() == RegistryException.Kind.DENIED;
            String codes = String.join(" ", e.codes());
            return denied
                    ? needsLogin(("HTTP " + e.status() + " " + codes).strip())
                    : new Visibility(State.PRIVATE, Cause.NO_ANSWER, e.getMessage());
        }
    }

    private static Visibility needsLogin(String answer) {
        return new Visibility(State.PRIVATE, Cause.LOGIN_NEEDED, answer);
    }
}
