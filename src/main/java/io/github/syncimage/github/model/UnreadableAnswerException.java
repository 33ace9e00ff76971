package io.github.syncimage.github.model;

import java.io.IOException;
import java.io.UncheckedIOException;

/** GitHub, or something in front of it, answered with what is not the JSON that its API describes. */
public final class UnreadableAnswerException extends UncheckedIOException {
    public UnreadableAnswerException(IOException cause) {
        super("GitHub's answer is not the JSON that was asked for", cause == null ? new IOException("no list") : cause);
    }
}
