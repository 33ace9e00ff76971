package io.github.syncimage.report;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The texts that an operator may edit: {@code LANGUAGE/STATE.mustache} in a folder, all of them checked when they are
 * loaded.
 */
public final class Templates {
    /** Templates that cannot be used, with everything that is wrong with them. */
    public static final class InvalidTemplatesException extends RuntimeException {
        private final List<String> problems;

        private InvalidTemplatesException(List<String> problems) {
            super(String.join("; ", problems));
            this.problems = List.copyOf(problems);
        }

        /** Returns a line each, beginning with the file. */
        public List<String> problems() {
            return problems;
        }
    }

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
                Template template = new Template(() -> file(folders, language, state), state);
                problems.addAll(template.read());
                ofLanguage.put(state, template);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidTemplatesException(problems);
        }
    }

    /** Holds none at all, for looking at what stands around them. */
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

    /** Writes the text of these values, without blank lines at its ends. */
    public String render(Language language, Values values) {
        return templates
                .get(language)
                .get(values.state())
                .render(values.asMap())
                .strip();
    }
}
