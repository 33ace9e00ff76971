package io.github.syncimage.app;

import io.github.syncimage.flow.answer.Notices;
import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.flow.watch.ListStatus;
import io.github.syncimage.flow.watch.WatchIssues;
import io.github.syncimage.flow.watch.WatchRounds;
import io.github.syncimage.flow.watch.WatchedLists;
import io.github.syncimage.github.Repositories;
import io.github.syncimage.registry.HostDirectory;
import io.github.syncimage.report.Templates;
import io.github.syncimage.report.WatchWriter;
import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.watch.WatchFile;
import io.github.syncimage.watch.WatchList;
import io.github.syncimage.watch.WatchMemory;
import io.github.syncimage.watch.WatchRunner;
import io.github.syncimage.watch.WatchRunner.Scope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The watch lists of the configuration, and what goes through them. */
public final class WatchBeans {
    final WatchedLists lists;
    private final Settings settings;
    private final WatchMemory memory;
    private final BooleanSupplier leads;
    private final IntSupplier term;
    private final Runnable stillOurs;

    /**
     * @param on whether there are lists to go through
     * @param shared what daemons share, of which one goes through lists; null where this is alone
     */
    WatchBeans(Settings settings, boolean on, SharedBeans shared, Map<String, String> environment, MirrorStore store) {
        this.leads = shared == null ? () -> true : shared::leads;
        this.term = shared == null ? () -> 0 : shared::term;
        this.stillOurs = shared == null ? () -> {} : shared::stillLeads;
        this.settings = settings;
        this.memory = WatchMemory.in(store);
        List<Path> files = on ? settings.get(Keys.WATCH_FILE) : List.of();
        this.lists = new WatchedLists(files, reader(settings, environment));
    }

    /** Says what is wrong with the lists of a configuration. */
    public static List<Problem> problems(Settings settings, Map<String, String> environment) {
        return WatchedLists.problems(settings.get(Keys.WATCH_FILE), reader(settings, environment));
    }

    /** Reads lists for this configuration. */
    public static WatchFile reader(Settings settings, Map<String, String> environment) {
        return new WatchFile(settings.names(), environment);
    }

    /** Takes from a configuration what counts for its lists. */
    public static Scope scope(Settings settings) {
        return new Scope(
                settings.names(),
                settings.get(Keys.PLATFORMS),
                settings.get(Keys.TARGET_REGISTRY),
                settings.get(Keys.TARGET_DIALECT),
                settings.get(Keys.WATCH_LARGEST_STEP));
    }

    /** Tells {@code GET /api/v1/watches} in short how the lists stand. */
    Map<String, Object> overview() {
        return Map.of(
                "watches",
                lists.all().stream()
                        .map(list -> new ListStatus(list, memory).inShort())
                        .toList());
    }

    /** Registry hosts, with what the lists say of them. */
    HostDirectory hosts(HostDirectory configured) {
        return new WatchList.Hosts(configured, lists::access);
    }

    /** The issues that tell of the lists: of several repositories', the first one's; none where an App brings them. */
    WatchIssues issues(WatchRounds rounds, GitHubBeans github, Templates templates, Duration interval, Clock clock) {
        return new WatchIssues(
                lists,
                rounds,
                new WatchWriter(templates, settings.get(Keys.LANGUAGE)),
                github.api,
                github.identity,
                settings.everywhere() ? new Repositories(List.of(), none -> null) : github.repositories,
                leads,
                term,
                stillOurs,
                interval,
                github::refusal,
                clock);
    }

    /** @param interval between two polls: after two of them, a minute, every entry has had its turn */
    WatchRounds rounds(MirrorBeans mirror, RunsInProgress runs, Notices notices, Duration interval, Clock clock) {
        WatchRunner runner = new WatchRunner(mirror.client, mirror.copier, memory, scope(settings), clock, stillOurs);
        return new WatchRounds(
                lists,
                runner,
                () -> leads.getAsBoolean() && runs.idle(),
                term,
                settings.get(Keys.DATA_DIR).resolve("watch"),
                interval.multipliedBy(2),
                notices::moved);
    }
}
