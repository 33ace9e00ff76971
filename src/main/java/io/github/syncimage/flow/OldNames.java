package io.github.syncimage.flow;

import io.github.syncimage.settings.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the routes of an earlier version call otherwise. A bean keeps its old name beside the new one; what would quietly
 * be nothing is told, with what to write instead.
 */
public final class OldNames {
    /** Beans: their old name, and the one by which the routes call them. */
    private static final Map<String, String> BEANS =
            Map.of("intake", "runs", "tally", "counters", "asItWas", "messageAsItWas", "standing", "alreadyThere");

    /** What was an exchange property and is a variable: all but the first are called as before. */
    private static final Map<String, String> PROPERTIES = properties();

    private static final Map<String, String> ROUTES = Map.of(
            "try-github", "set the variable mayBeRefused and call direct:call-github",
            "reopen-issue", "set the variable update by the bean closing's reopening, and call direct:update-issue",
            "show-progress", "report-progress does it itself",
            "copy-platform", "mirror-image does it itself, by the bean mirror's copy");

    /** Calls of beans that are made otherwise since there may be several repositories, and how. */
    private static final Map<String, String> CALLS = new TreeMap<>(Map.of(
            "method: rests",
            "poll-issues looks at each repository by poll-repository now, which has the steps after this one",
            "{bean:openIssues.",
            "write ${variable.repository.openIssues.next} or .read, as poll-repository does",
            "{ref:recentComments}",
            "write ${variable.repository.comments.list}",
            "method: worthAsking",
            "poll-repository asks ${variable.repository.commandsMayHaveCome} before it calls obey-commands",
            "ref: runs, method: gone }",
            "write gone(${variable.repository})",
            "ref: hearing, method: heard }",
            "write heard(${variable.repository})",
            "wake(${body.number})",
            "write wake(${body})",
            "ref: commands, method: commands }",
            "write commands(${variable.repository}, ${body})",
            "name: GitHubPullRequest, simple: \"${variable.issue}\"",
            "write ${variable.issue.number}, as create-comment does",
            "issue(${header.CamelHttpResponseCode}",
            "write issue(${variable.issue}, ${header.CamelHttpResponseCode}, ${body})"));

    /** Routes of ours to which their callers hand something on by variables. */
    private static final Set<String> READ_VARIABLES = Set.of(
            "cancel-run",
            "close-issue",
            "create-comment",
            "edit-comment",
            "find-answer",
            "read-issue",
            "read-list",
            "report-result",
            "start-answer",
            "update-issue");

    private OldNames() {}

    private static Map<String, String> properties() {
        Map<String, String> names = new TreeMap<>(Map.of("work", "run", "path", "listed"));
        List.of("issue", "image", "outcomes", "copied", "mirrored", "step", "visibility", "list", "text", "command")
                .forEach(name -> names.put(name, name));
        return names;
    }

    /** The beans, with their old names beside the new ones. */
    public static Map<String, Object> with(Map<String, Object> beans) {
        Map<String, Object> all = new TreeMap<>(beans);
        BEANS.forEach((old, now) -> all.putIfAbsent(old, beans.get(now)));
        return Collections.unmodifiableMap(all);
    }

    /** What to do where a route is called that is no more; empty where there was none of that name. */
    static String instead(String route) {
        return ROUTES.containsKey(route) ? "; " + ROUTES.get(route) : "";
    }

    /**
     * What files write in a way that nothing reads any more, or read what nothing writes. Where
     * old files do both among themselves, as an old post-process does, they go on as they are.
     */
    static List<Problem> problems(Collection<RouteText> texts) {
        Set<String> read = all(texts, RouteText.Use.READ);
        Set<String> set = all(texts, RouteText.Use.SET);
        List<Problem> problems = new ArrayList<>();
        for (RouteText text : texts) {
            CALLS.forEach((call, instead) -> {
                if (text.text().contains(call)) {
                    problems.add(text.problem("'" + call + "' is called otherwise now: " + instead));
                }
            });
            old(text, RouteText.Use.READ, set)
                    .forEach(name -> problems.add(text.problem("the exchange property " + name
                            + " is a variable now: write ${variable." + PROPERTIES.get(name) + "}")));
            boolean handsOn = text.routes().stream().anyMatch(READ_VARIABLES::contains);
            old(text, RouteText.Use.SET, handsOn ? Set.of() : read)
                    .forEach(name -> problems.add(text.problem("the exchange property " + name
                            + " is a variable now: write setVariable, with the name " + PROPERTIES.get(name))));
            if (text.callsGitHubByHeaders()) {
                problems.add(
                        text.problem(
                                "direct:call-github is told by variables what to send: instead of the headers"
                                        + " CamelHttpMethod, CamelHttpPath and CamelHttpQuery and the body set method, path, query and send"));
            }
        }
        return problems;
    }

    private static Set<String> all(Collection<RouteText> texts, RouteText.Use use) {
        return texts.stream().flatMap(text -> text.properties(use).stream()).collect(Collectors.toSet());
    }

    private static Set<String> old(RouteText text, RouteText.Use use, Set<String> elsewhere) {
        Set<String> names = new TreeSet<>(text.properties(use));
        names.retainAll(PROPERTIES.keySet());
        names.removeAll(elsewhere);
        return names;
    }
}
