package io.github.syncimage.issue;

import java.util.List;

/** What an issue's title and body say. */
public sealed interface Reading {
    /** Not meant for this program: left alone without a word. */
    record Ignored(Reason reason, String message) implements Reading {}

    /**
     * Meant for it, but it cannot be served; the answer says why.
     *
     * @param text what was written, bounded, as the requester wrote it: hostile until it is escaped
     */
    record Refused(Reason reason, String message, String text) implements Reading {}

    /**
     * The images asked for, at least one, each once, in the order they were written.
     *
     * @param refused further ones of the same issue that can't be read
     * @param dropped how many more there were than one issue may ask for
     */
    record Requests(List<MirrorRequest> requests, List<Refused> refused, int dropped) implements Reading {
        public Requests {
            requests = List.copyOf(requests);
            refused = List.copyOf(refused);
        }
    }
}
