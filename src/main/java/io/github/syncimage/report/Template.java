package io.github.syncimage.report;

import com.github.mustachejava.Mustache;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One template file, read again when it or its place changes; an edit that can't be used leaves the earlier text. */
final class Template {
    private static final Logger LOG = LoggerFactory.getLogger(Template.class);

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

    /** Everything that is wrong with the file; there is nothing to write by where that is something at first. */
    List<String> read() {
        return readAgain(place.get());
    }

    synchronized String render(Map<String, Object> values) {
        Path file = place.get();
        try {
            if (!Seen.of(file).equals(seen)) {
                readAgain(file).forEach(problem -> LOG.warn("{}; the text before the edit stays in use", problem));
            }
        } catch (IOException e) {
            LOG.debug("the template ({}) is not there at the moment: {}", file, e.toString());
        }
        return mustache.execute(new StringWriter(), values).toString();
    }

    private List<String> readAgain(Path file) {
        try {
            seen = Seen.of(file);
            String text = Files.readString(file);
            List<String> problems = TemplateCheck.problems(text, state);
            if (problems.isEmpty()) {
                mustache = new PlainMustache().compile(new StringReader(text), state.fileName());
            }
            return problems.stream().map(problem -> file + ": " + problem).toList();
        } catch (NoSuchFileException e) {
            return List.of(file + ": this template is missing");
        } catch (IOException e) {
            return List.of(file + ": cannot be read (" + e.getMessage() + ")");
        }
    }
}
