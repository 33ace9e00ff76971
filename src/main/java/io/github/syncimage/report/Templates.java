package io.github.syncimage.report;

import com.github.mustachejava.Binding;
import com.github.mustachejava.Code;
import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheException;
import com.github.mustachejava.MustacheResolver;
import com.github.mustachejava.TemplateContext;
import com.github.mustachejava.reflect.BaseObjectHandler;
import com.github.mustachejava.util.Wrapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts that an operator may edit: {@code LANGUAGE/STATE.mustache} in a folder, all of them checked when they are
 * loaded.
 */
public final class Templates {
    private static final Logger LOG = LoggerFactory.getLogger(Templates.class);
    private static final Pattern TAG = Pattern.compile("\\{\\{\\s*([{#^/&!>=<$%]?)\\s*([^{}]*?)\\s*}?}}");
    private static final Pattern FENCE = Pattern.compile("^ {0,3}(```|~~~).*");
    /** A comment holds 65,536 characters in all, and no reader wants more than a screen of them. */
    private static final int LONGEST = 16 * 1024;

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
                problems.addAll(template.read(template.place.get()));
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
    String render(Language language, Values values) {
        return templates
                .get(language)
                .get(values.state())
                .render(values.asMap())
                .strip();
    }

    /** One template file, read again when it or its place changes; an edit that can't be used leaves the earlier text. */
    private static final class Template {
        private final Supplier<Path> place;
        private final State state;
        private Seen seen;
        private Mustache mustache;

        private record Seen(Path file, FileTime modified) {
            static Seen of(Path file) throws IOException {
                return new Seen(file, Files.getLastModifiedTime(file));
            }
        }

        /** @param place where the file lies at the moment */
        Template(Supplier<Path> place, State state) {
            this.place = place;
            this.state = state;
        }

        synchronized String render(Map<String, Object> values) {
            Path file = place.get();
            try {
                if (!Seen.of(file).equals(seen)) {
                    read(file).forEach(problem -> LOG.warn("{}; the text before the edit stays in use", problem));
                }
            } catch (IOException e) {
                LOG.debug("the template ({}) is not there at the moment: {}", file, e.toString());
            }
            return mustache.execute(new StringWriter(), values).toString();
        }

        /** Returns everything that is wrong with the file; there is nothing to write by where that is something at first. */
        private List<String> read(Path file) {
            try {
                seen = Seen.of(file);
                return take(Files.readString(file)).stream()
                        .map(problem -> file + ": " + problem)
                        .toList();
            } catch (NoSuchFileException e) {
                return List.of(file + ": this template is missing");
            } catch (IOException e) {
                return List.of(file + ": cannot be read (" + e.getMessage() + ")");
            }
        }

        /** Takes the text where nothing is wrong with it, before a requester would see what is. */
        private List<String> take(String text) {
            List<String> problems = new ArrayList<>();
            if (text.length() > LONGEST) {
                problems.add("is longer than " + LONGEST + " characters");
            }
            boolean inFence = false;
            int number = 0;
            for (String line : text.lines().toList()) {
                number++;
                inFence ^= FENCE.matcher(line).matches();
                Matcher tags = TAG.matcher(line);
                while (tags.find()) {
                    String problem = problem(tags.group(1), tags.group(2), inFence);
                    if (problem != null) {
                        problems.add("line " + number + ": " + problem);
                    }
                }
            }
            if (inFence) {
                problems.add("ends inside a block of code (```)");
            }
            try {
                Mustache compiled = new PlainMustache().compile(new StringReader(text), state.fileName());
                if (problems.isEmpty()) {
                    mustache = compiled;
                }
            } catch (MustacheException e) {
                problems.add(e.getMessage().lines().findFirst().orElse("is no Mustache template"));
            }
            return problems;
        }

        private String problem(String sigil, String name, boolean inFence) {
            if (sigil.equals("!")) {
                return null;
            }
            if (!sigil.isEmpty() && "><$%=".contains(sigil)) {
                return "{{" + sigil + "…}} is not supported here";
            }
            if (!state.names().contains(name)) {
                return "unknown name '" + name + "', known are " + String.join(", ", state.names());
            }
            boolean prints = sigil.isEmpty() || sigil.equals("{") || sigil.equals("&");
            if (inFence && prints && !State.REFERENCES.contains(name)) {
                return "'" + name + "' may not stand in a block of code, which people paste into a shell; only "
                        + State.REFERENCES.stream().sorted().toList() + " may";
            }
            return null;
        }
    }

    /**
     * Mustache for values that are safe already ({@link Values}): it escapes nothing, so {@code {{x}}} and {@code
     * {{{x}}}} are the same, looks names up in maps only, never by reflection, and includes no other file.
     */
    private static final class PlainMustache extends DefaultMustacheFactory {
        private static final MustacheResolver NO_PARTIALS = name -> null;

        PlainMustache() {
            super(NO_PARTIALS);
            setObjectHandler(new Maps());
        }

        @Override
        public void encode(String value, Writer writer) {
            try {
                writer.write(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static final class Maps extends BaseObjectHandler {
            @Override
            public Wrapper find(String name, List<Object> scopes) {
                return inner -> valueOf(name, inner);
            }

            @Override
            public Binding createBinding(String name, TemplateContext context, Code code) {
                return scopes -> valueOf(name, scopes);
            }

            private static Object valueOf(String name, List<Object> scopes) {
                for (int i = scopes.size() - 1; i >= 0; i--) {
                    if (scopes.get(i) instanceof Map<?, ?> map && map.containsKey(name)) {
                        return map.get(name);
                    }
                }
                return null;
            }
        }
    }
}
