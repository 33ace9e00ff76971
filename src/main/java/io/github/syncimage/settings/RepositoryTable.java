package io.github.syncimage.settings;

import io.github.syncimage.settings.Settings.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads which repositories are served: {@code github.user} with {@code github.repo}, and {@code github.repositories}.
 *
 * @param files of the configuration
 */
record RepositoryTable(Values values, List<ConfigFile> files) {
    private static final String NAME = "repository";

    /** Every one once; what is wrong with them is reported. */
    List<Repository> read() {
        Repository given = new Repository(
                values.get(Keys.GITHUB_USER),
                values.get(Keys.GITHUB_REPO),
                values.get(Keys.GITHUB_LABEL),
                values.get(Keys.LANGUAGE),
                values.get(Keys.TARGET_NAMESPACE),
                0);
        boolean isGiven = given.owner() != null && given.name() != null;
        Map<String, Repository> listed = new LinkedHashMap<>();
        boolean any = readList(listed);
        if (any || values.has(Keys.APP_ID)) {
            values.requireBoth(Keys.GITHUB_USER, Keys.GITHUB_REPO);
            values.spoil(Keys.GITHUB_USER, Keys.GITHUB_REPO);
        }
        if (!any) {
            return isGiven ? List.of(given) : List.of();
        }
        List<Repository> all = new ArrayList<>(listed.values());
        if (isGiven && isMeant() && !listed.containsKey(lowerCase(given))) {
            all.add(0, given);
        }
        return all;
    }

    /** Actions names the repository of the workflow to every program; whoever lists repositories means those. */
    private boolean isMeant() {
        return !values.source(Keys.GITHUB_USER).equals(Environment.ACTIONS)
                || !values.source(Keys.GITHUB_REPO).equals(Environment.ACTIONS);
    }

    /** Returns whether there is any. A list takes the place of an earlier one as a whole. */
    private boolean readList(Map<String, Repository> listed) {
        if (values.has(Keys.GITHUB_REPOSITORIES)) {
            Complaints complaints = new Complaints(values.source(Keys.GITHUB_REPOSITORIES), values.problems());
            return readAll(names(values.get(Keys.GITHUB_REPOSITORIES)), complaints, listed);
        }
        String path = Keys.GITHUB_REPOSITORIES.path();
        ConfigFile last = files.stream()
                .filter(file -> file.section(path) != null)
                .reduce((earlier, later) -> later)
                .orElse(null);
        if (last == null) {
            return false;
        }
        Node section = last.section(path);
        if (section instanceof MappingNode) {
            String expected = "a list is expected: - owner/name, or - {repository: owner/name, label: …}";
            last.complaints(values).refuse(section, path, expected);
        }
        List<Node> items = section instanceof SequenceNode list ? list.getValue() : names(YamlMap.text(section));
        return readAll(items, last.complaints(values), listed);
    }

    private static List<Node> names(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(RepositoryTable::scalar)
                .toList();
    }

    private static Node scalar(String text) {
        return new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
    }

    private boolean readAll(List<Node> items, Complaints complaints, Map<String, Repository> listed) {
        for (int at = 0; at < items.size(); at++) {
            Node item = items.get(at);
            MappingNode map = item instanceof MappingNode given
                    ? given
                    : new MappingNode(Tag.MAP, List.of(new NodeTuple(scalar(NAME), item)), FlowStyle.FLOW);
            String path = Keys.GITHUB_REPOSITORIES.path() + "." + (at + 1) + ".";
            readItem(new YamlMap(map, path::concat, complaints), listed);
        }
        return !items.isEmpty();
    }

    private void readItem(YamlMap item, Map<String, Repository> listed) {
        Optional<String> name = item.value(NAME, Type.FULL_NAME);
        String[] parts = name.orElse("/").split("/", 2);
        Repository repository = new Repository(
                parts[0],
                parts[1],
                item.value("label", Type.LABEL).orElse(values.get(Keys.GITHUB_LABEL)),
                item.value("language", Type.LANGUAGE).orElse(values.get(Keys.LANGUAGE)),
                item.value("namespace", Type.NAMESPACE).orElse(values.get(Keys.TARGET_NAMESPACE)),
                item.value("requests_per_user_per_day", Keys.REQUESTS_PER_USER_PER_DAY.type())
                        .orElse(0));
        item.finish(key ->
                "unknown key; a repository has repository, label, language, namespace, requests_per_user_per_day");
        if (!item.has(NAME)) {
            item.complain(NAME, "is missing; it is owner/name");
        } else if (name.isPresent() && listed.putIfAbsent(lowerCase(repository), repository) != null) {
            item.complain(NAME, name.get() + " is listed twice");
        }
    }

    /** GitHub takes names in any case. */
    private static String lowerCase(Repository repository) {
        return repository.toString().toLowerCase(Locale.ROOT);
    }
}
