package io.github.syncimage.report;

import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One template file, read again when it or its place changes; an edit that can't be used leaves the earlier text. */
final class Template {
    private static final Logger LOG = LoggerFactory.getLogger(Template.class);
    private static final Pattern TAG = Pattern.compile("\\{\\{\\s*([{#^/&!>=<$%]?)\\s*([^{}]*?)\\s*}?}}");
    private static final Pattern FENCE = Pattern.compile("^ {0,3}(```|~~~).*");
    /** A comment holds 65,536 characters in all, and no reader wants more than a screen of them. */
    private static final int LONGEST = 16 * 1024;

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

    /** Returns everything that is wrong with the file; there is nothing to write by where that is something at first. */
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
