package io.github.syncimage.flow;

import io.github.syncimage.flow.intake.RunsInProgress;
import io.github.syncimage.settings.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes edits of the routes over while they run. Camel's own reloading can lose a route to a bad edit
 * (docs/decisions/0032), so the whole folder is first built aside; only then are the edited routes replaced, once no
 * copy runs through them. Run it every second.
 */
public final class RouteReloader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RouteReloader.class);
    private static final String POLLING = "poll-issues";
    private static final String SERVING = "serve-request";

    private final CamelContext context;
    private final RouteFolder folder;
    private final RouteCheck check;
    private final RunsInProgress runs;
    private final RunningRoutes shown;
    private Map<Path, String> running;
    private Map<Path, String> seen;
    private Map<Path, String> refused = Map.of();
    private Map<Path, String> checked = Map.of();
    private boolean holding;

    /**
     * @param runs told to hold back new work while edited routes still have some
     * @param shown told how the edits stand, by the thread that looks at the folder
     */
    public RouteReloader(
            CamelContext context, RouteFolder folder, RouteCheck check, RunsInProgress runs, RunningRoutes shown) {
        this.context = context;
        this.folder = folder;
        this.check = check;
        this.runs = runs;
        this.shown = shown;
        this.running = folder.read();
        this.seen = running;
    }

    @Override
    public void run() {
        try {
            look();
        } catch (Exception e) {
            LOG.error("the routes could not be reloaded: {}", RouteProblem.of(e));
            LOG.debug("the routes could not be reloaded", e);
            // Until the next edit: the same would fail again.
            refuse(seen, List.of(new Problem("routes", null, RouteProblem.of(e))));
            release();
        }
    }

    private void look() throws Exception {
        Map<Path, String> now = folder.read();
        // An editor may still be writing: wait until two looks see the same.
        boolean settled = now.equals(seen);
        seen = now;
        if (now.equals(running)) {
            refuse(Map.of(), List.of());
            release();
            return;
        }
        if (!settled) {
            return;
        }
        // Work may be held back for an earlier edit: it goes on with the old routes when a later one is refused.
        if (now.equals(refused) || !now.equals(checked) && !valid(now)) {
            release();
            return;
        }
        Set<Path> edited = edited(now);
        Set<String> replaced = routesOf(edited);
        hold(replaced);
        if (isBusy(replaced)) {
            return;
        }
        // A wire tap whose thread has not begun is in flight nowhere: its look would be lost with the old route.
        if (replaced.contains(POLLING) && (!runs.holdLooks() || isBusy(replaced))) {
            return;
        }
        Set<String> beginners = beginners(replaced);
        try {
            for (String id : beginners) {
                context.getRouteController().stopRoute(id);
            }
            replace(now, edited);
        } finally {
            startAgain(beginners);
        }
        release();
    }

    private boolean isBusy(Set<String> routes) {
        return routes.stream().anyMatch(id -> context.getInflightRepository().size(id) > 0);
    }

    private boolean valid(Map<Path, String> now) {
        List<Problem> problems = check.problems(now);
        if (problems.isEmpty()) {
            check.warnings(now).forEach(warning -> LOG.warn("{}", warning));
            checked = now;
            return true;
        }
        refuse(now, problems);
        problems.forEach(problem -> LOG.error("not reloaded, the old routes keep running: {}", problem));
        return false;
    }

    private void refuse(Map<Path, String> texts, List<Problem> problems) {
        if (!texts.equals(refused)) {
            refused = texts;
            shown.refused(problems);
        }
    }

    private Set<Path> edited(Map<Path, String> now) {
        Set<Path> edited = new TreeSet<>(now.keySet());
        edited.addAll(running.keySet());
        edited.removeIf(file -> now.getOrDefault(file, "").equals(running.getOrDefault(file, "")));
        // What such a file says is built into every route that uses it.
        if (edited.stream().anyMatch(file -> isShared(file, now) || isShared(file, running))) {
            edited.addAll(now.keySet());
        }
        return edited;
    }

    private static boolean isShared(Path file, Map<Path, String> texts) {
        return new RouteText(file, texts.getOrDefault(file, "")).shared().isPresent();
    }

    private Set<String> routesOf(Set<Path> files) {
        Set<String> sources = files.stream().map(file -> "file:" + file).collect(Collectors.toSet());
        return context.getRoutes().stream()
                .filter(route -> route.getSourceResource() != null)
                .filter(route -> sources.contains(route.getSourceResource().getLocation()))
                .map(Route::getId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void hold(Set<String> replaced) {
        if (!holding) {
            LOG.info("reloading {}", replaced);
        }
        holding = true;
        // What waits at the door of serve-request would keep that route itself busy for ever.
        runs.hold(replaced.contains(SERVING));
    }

    private void release() {
        if (holding) {
            holding = false;
            runs.release();
        }
    }

    // A poll that begins meanwhile would wait for routes that are gone, and its own replacement for it.
    private Set<String> beginners(Set<String> replaced) {
        Set<String> beginners = new TreeSet<>(replaced);
        beginners.removeIf(
                id -> context.getRoute(id).getEndpoint().getEndpointUri().startsWith("direct:"));
        return beginners;
    }

    private void startAgain(Set<String> beginners) throws Exception {
        for (String id : beginners) {
            if (context.getRoute(id) != null
                    && !context.getRouteController().getRouteStatus(id).isStarted()) {
                context.getRouteController().startRoute(id);
            }
        }
    }

    private void replace(Map<Path, String> now, Set<Path> edited) throws Exception {
        List<RouteText> texts = edited.stream()
                .filter(now::containsKey)
                .map(file -> new RouteText(file, now.get(file)))
                .toList();
        Set<String> gone = routesOf(edited);
        texts.forEach(text -> text.said().forEach(route -> gone.remove(String.valueOf(route.id()))));
        for (String id : gone) {
            remove(id);
        }
        List<Resource> resources = texts.stream().map(ScratchContext::resource).toList();
        Set<String> updated = PluginHelper.getRoutesLoader(context).updateRoutes(resources);
        for (String id : updated) {
            context.getRouteController().startRoute(id);
        }
        running = now;
        refuse(Map.of(), List.of());
        shown.loaded();
        LOG.info("reloaded {}", updated);
    }

    private void remove(String id) throws Exception {
        context.getRouteController().stopRoute(id);
        context.removeRoute(id);
        LOG.info("removed {}", id);
    }
}
