package io.github.syncimage.report;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts that an operator may edit: {@code LANGUAGE/STATE.mustache} in a folder, all of them checked when they are
 * loaded.
 */
public final class Templates {
    private static final Logger LOG = LoggerFactory.getLogger(Templates.class);

    private final Map<Language, Map<State, Template>> templates = new EnumMap<>(Language.class);

    private Templates() {}

    /**
     * @param folder usually {@code configs/templates}
     * @param overrides folders whose files count before those; the first wins, and any may be absent
     * @throws InvalidTemplatesException with every problem of every file
     */
    public Templates(Path folder, List<Path> overrides) {
        List<Path> folders =
                Stream.concat(overrides.stream(), Stream.of(folder)).toList();
        List<String> problems = new ArrayList<>();
        for (Language language : Language.values()) {
            Map<State, Template> ofLanguage = new EnumMap<>(State.class);
            templates.put(language, ofLanguage);
            for (State state : State.values()) {
                Path place = file(folders, language, state);
                if (state.mayBeMissing() && Files.notExists(place, LinkOption.NOFOLLOW_LINKS)) {
                    LOG.warn("{}: this template is missing, and what it says is left out", place);
                    continue;
                }
                Template template = new Template(() -> file(folders, language, state), state);
                problems.addAll(template.read());
                ofLanguage.put(state, template);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidTemplatesException(problems);
        }
    }

    /** None at all, for looking at what stands around them. */
    public static Templates none() {
        return new Templates();
    }

    private static Path file(List<Path> folders, Language language, State state) {
        List<Path> files = folders.stream()
                .map(folder -> folder.resolve(language.code()).resolve(state.fileName()))
                .toList();
        // One that is there and cannot be read is a problem, and no reason to take another.
        return files.stream()
                .filter(file -> !Files.notExists(file, LinkOption.NOFOLLOW_LINKS))
                .findFirst()
                .orElse(files.get(files.size() - 1));
    }

    /** Whether there is one: folders of an earlier version lack what came later. */
    public boolean has(Language language, State state) {
        return templates.get(language).containsKey(state);
    }

    /** The text of these values, without blank lines at its ends. */
    public String render(Language language, Values values) {
        return templates
                .get(language)
                .get(values.state())
                .render(values.asMap())
                .strip();
    }
}
