package io.github.syncimage.issue;

import java.util.List;

/** What an issue's title and body say. */
public sealed interface Reading {
    /** Not meant for this program: left alone without an answer. */
    record Ignored(Reason reason, String message) implements Reading {}

    /** Meant for it, but it cannot be served; the answer says why. */
    record Refused(Refusal refusal) implements Reading {}

    /**
     * The images asked for, at least one, each once, in the order they were written.
     *
     * @param refused further ones of the same issue that can't be read
     * @param dropped how many more there were than one issue may ask for
     */
    record Requests(List<MirrorRequest> requests, List<Refusal> refused, int dropped) implements Reading {
        public Requests {
            requests = List.copyOf(requests);
            refused = List.copyOf(refused);
        }
    }
}
