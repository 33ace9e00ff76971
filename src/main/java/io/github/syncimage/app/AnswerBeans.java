package io.github.syncimage.app;

import io.github.syncimage.flow.answer.Answers;
import io.github.syncimage.flow.answer.Closing;
import io.github.syncimage.flow.answer.Forecast;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.answer.Progress;
import io.github.syncimage.github.Rights;
import io.github.syncimage.report.CommentWriter;
import io.github.syncimage.report.Templates;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.net.URI;
import java.time.Clock;
import java.util.Map;

/** What an issue is told: progress, the result, labels and state. */
final class AnswerBeans {
    final OutcomeCounters counters;
    final Progress progress;
    final Forecast forecast;
    private final Answers answers;
    private final Closing closing;

    AnswerBeans(
            Settings settings,
            Templates templates,
            GitHubBeans github,
            IntakeBeans intake,
            MirrorStore store,
            Clock clock) {
        counters = new OutcomeCounters(github.hearing, store.answers()::add);
        progress = new Progress(github.limits, clock);
        forecast = new Forecast(intake.turns, store.answers(), clock);
        answers = new Answers(
                new CommentWriter(templates),
                name -> settings.repository(name.owner(), name.name()).language(),
                runLink(settings.github()),
                settings.page().url(),
                intake.requests,
                forecast);
        Rights rights = new Rights(github.conditions);
        closing = new Closing(answers, intake.runs, rights);
    }

    /** Where people see the Actions run that does the work; null where none is configured, or not of which repository. */
    private static URI runLink(Settings.GitHub github) {
        if (github.runId() == null || github.runId().isBlank() || github.user() == null || github.repo() == null) {
            return null;
        }
        return URI.create(github.pages() + "/" + github.user() + "/" + github.repo() + "/actions/runs/"
                + github.runId().strip());
    }

    void addTo(Map<String, Object> beans) {
        beans.put("counters", counters);
        beans.put("progress", progress);
        beans.put("answers", answers);
        beans.put("closing", closing);
    }
}
