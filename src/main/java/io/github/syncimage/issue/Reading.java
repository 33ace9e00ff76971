package io.github.syncimage.issue;

import java.util.List;

/** What an issue's title and body say. */
public sealed interface Reading {
    /** Not meant for this program: left alone without a word. */
    record Ignored(String reason, String message) implements Reading {}

    /** Meant for it, but it cannot be served; the answer says why. */
    record Refused(String reason, String message) implements Reading {}

    /** The images asked for, at least one, in the order they were written. */
    record Requests(List<MirrorRequest> requests) implements Reading {
        public Requests {
            requests = List.copyOf(requests);
        }
    }
}
