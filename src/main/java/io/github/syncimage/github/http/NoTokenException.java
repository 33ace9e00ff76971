package io.github.syncimage.github.http;

import java.io.IOException;

/** There is no token for a request, for a reason that an operator has to mend; the message says which. */
public final class NoTokenException extends IOException {
    public NoTokenException(String message) {
        super(message);
    }
}
