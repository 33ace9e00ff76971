package io.github.syncimage.github.model;

import io.github.syncimage.text.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What an issue is changed to, as {@code PATCH /issues/{number}} takes it: labels and state in one request.
 *
 * @param labels the whole set, since GitHub replaces it
 * @param state {@code open} or {@code closed}, or null to leave it
 * @param reason {@code completed} or {@code not_planned}, or null
 */
public record IssueUpdate(List<String> labels, String state, String reason) {
    public static final String SUCCESS = "success";
    public static final String FAILED = "failed";
    public static final String PLATFORM = "platform";

    private static final List<String> RESULTS = List.of(SUCCESS, FAILED);

    /** Opens the issue again; everything else stays. */
    public static final IssueUpdate REOPENED = new IssueUpdate(null, "open", null);

    /** The end of a run: its result among the labels, that of an earlier run gone, and the issue closed. */
    public static IssueUpdate closed(List<String> labels, String result, boolean platform, String reason) {
        List<String> all = new ArrayList<>(labels);
        // As GitHub does, so that a label keeps the spelling that the repository gave it.
        all.removeIf(label -> isResult(label) && !label.equalsIgnoreCase(result));
        add(all, result);
        if (platform) {
            add(all, PLATFORM);
        }
        return new IssueUpdate(all, "closed", reason);
    }

    /** The end of a run that has no result: the labels stay as they are. */
    public static IssueUpdate closed(String reason) {
        return new IssueUpdate(null, "closed", reason);
    }

    /** The labels that tell the result of a run, as the issue spells them. */
    public static List<String> results(List<String> labels) {
        return labels.stream().filter(IssueUpdate::isResult).toList();
    }

    /** Returns whether an issue carries the result of a run that was brought to its end. */
    public static boolean hasResult(List<String> labels) {
        return labels.stream().anyMatch(IssueUpdate::isResult);
    }

    private static boolean isResult(String label) {
        return RESULTS.stream().anyMatch(label::equalsIgnoreCase);
    }

    private static void add(List<String> labels, String label) {
        if (labels.stream().noneMatch(label::equalsIgnoreCase)) {
            labels.add(label);
        }
    }

    /** Returns this update without labels, where GitHub lets us change none. */
    public IssueUpdate withoutLabels() {
        return new IssueUpdate(null, state, reason);
    }

    public String json() {
        return Json.text(Json.of("state", state, "state_reason", reason, "labels", labels));
    }
}
