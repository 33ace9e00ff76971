package io.github.syncimage.github;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        List<String> all = new ArrayList<>(withoutResult(labels));
        all.add(result);
        if (platform && !all.contains(PLATFORM)) {
            all.add(PLATFORM);
        }
        return new IssueUpdate(all, "closed", reason);
    }

    /** The beginning of another run: the result of the earlier one is gone. */
    public static IssueUpdate started(List<String> labels) {
        return new IssueUpdate(withoutResult(labels), null, null);
    }

    /** Whether an issue carries the result of a run that was brought to its end. */
    public static boolean hasResult(List<String> labels) {
        return labels.stream().anyMatch(RESULTS::contains);
    }

    private static List<String> withoutResult(List<String> labels) {
        return labels.stream().filter(label -> !RESULTS.contains(label)).toList();
    }

    public String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "state", state);
        put(fields, "state_reason", reason);
        put(fields, "labels", labels);
        return Json.write(fields);
    }

    private static void put(Map<String, Object> fields, String name, Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
