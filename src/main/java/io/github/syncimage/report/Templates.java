package io.github.syncimage.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The texts that an operator may edit: {@code LANGUAGE/STATE.mustache} in a folder, all of them checked when they are
 * loaded.
 */
public final class Templates {
    private final Map<Language, Map<State, Template>> templates = new EnumMap<>(Language.class);

    private Templates() {}

    /**
     * @param folder usually {@code configs/templates}
     * @throws InvalidTemplatesException with every problem of every file
     */
    public Templates(Path folder) {
        List<String> problems = new ArrayList<>();
        for (Language language : Language.values()) {
            Map<State, Template> ofLanguage = new EnumMap<>(State.class);
            templates.put(language, ofLanguage);
            for (State state : State.values()) {
                try {
                    ofLanguage.put(state, Template.read(file(folder, language, state), state));
                } catch (InvalidTemplatesException e) {
                    problems.addAll(e.problems());
                }
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

    /** Everything that is wrong with the templates in this folder, a line each, beginning with the file. */
    public static List<String> problems(Path folder) {
        try {
            new Templates(folder);
            return List.of();
        } catch (InvalidTemplatesException e) {
            return e.problems();
        }
    }

    private static Path file(Path folder, Language language, State state) {
        return folder.resolve(language.code()).resolve(state.fileName());
    }

    /** The text of these values, without blank lines at its ends. */
    String render(Language language, Values values) {
        return templates
                .get(language)
                .get(values.state())
                .render(values.asMap())
                .strip();
    }
}
