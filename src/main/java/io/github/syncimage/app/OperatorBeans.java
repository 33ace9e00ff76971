package io.github.syncimage.app;

import io.github.syncimage.flow.Daemons;
import io.github.syncimage.flow.Figures;
import io.github.syncimage.flow.OperatorView;
import io.github.syncimage.flow.intake.RunsOverview;
import io.github.syncimage.page.Assets;
import io.github.syncimage.page.Document;
import io.github.syncimage.page.Limits;
import io.github.syncimage.page.Meta;
import io.github.syncimage.page.Site;
import io.github.syncimage.settings.Settings;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

/** What operators look at in a browser. */
final class OperatorBeans {
    final OperatorView view;

    OperatorBeans(
            Settings settings,
            GitHubBeans github,
            IntakeBeans intake,
            AnswerBeans answer,
            MirrorBeans mirror,
            PageBeans page,
            SharedBeans shared,
            WatchBeans watch,
            Clock clock) {
        view = new OperatorView(
                settings.app().httpHosts(),
                () -> site(settings, page),
                new Figures(intake.runs, intake.overview, answer.counters, clock.instant()),
                new Limits(
                        github.limits::levels, github.limits::away, mirror.client::levels, () -> held(intake.overview)),
                shared == null ? Map::of : new Daemons(shared.work.membership(), intake.overview)::document,
                watch.overview()::document);
    }

    private static Site site(Settings settings, PageBeans page) {
        Site site = new Site();
        Assets.ofOperators().forEach(site::put);
        return site.put(Meta.PATH, request -> Document.json(Document.REVALIDATE, meta(settings, page)));
    }

    // The page may be reached under another name from here, so of one without an address only the port is told.
    private static Map<String, Object> meta(Settings settings, PageBeans page) {
        Map<String, Object> meta = page.meta();
        if (settings.page().url() != null) {
            meta.put("page", settings.page().url().toString());
        } else if (settings.page().port() > 0) {
            meta.put("page_port", settings.page().port());
        }
        return meta;
    }

    private static Map<String, Long> held(RunsOverview overview) {
        return overview.held().stream()
                .filter(held -> held.host() != null)
                .collect(Collectors.groupingBy(RunsOverview.Held::host, Collectors.counting()));
    }
}
