package io.github.syncimage.page;

import io.github.syncimage.store.AnswerRow;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers as the page's documents have them. */
public final class AnswerJson {
    private AnswerJson() {}

    /** @param requesters whether it is told who asked, and in which issue */
    public static List<Map<String, Object>> of(List<AnswerRow> answers, boolean requesters) {
        return answers.stream().map(answer -> of(answer, requesters)).toList();
    }

    private static Map<String, Object> of(AnswerRow answer, boolean requesters) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", answer.id());
        json.put("at", answer.at().truncatedTo(ChronoUnit.SECONDS).toString());
        if (requesters) {
            json.put("repository", answer.repository());
            json.put("issue", answer.issue());
            json.put("user", answer.user());
        }
        json.put("source", answer.source());
        json.put("outcome", answer.outcome());
        if (answer.reason() != null) {
            json.put("reason", answer.reason());
        }
        json.putAll(answer.details());
        return json;
    }
}
