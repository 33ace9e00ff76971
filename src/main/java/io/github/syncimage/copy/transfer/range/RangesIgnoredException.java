package io.github.syncimage.copy.transfer.range;

import java.io.IOException;

/** A server was asked for a range and sent the whole. */
final class RangesIgnoredException extends IOException {
    private static final long serialVersionUID = 1L;

    RangesIgnoredException() {
        super("the server ignores ranges");
    }
}
