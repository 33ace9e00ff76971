package io.github.syncimage.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills what is known of Go's templates into a value: {@code {{env "X"}}} and {@code {{file "/x"}}}. */
record ValueTemplate(Map<String, String> environment) {
    private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    private static final Pattern CALL = Pattern.compile("(env|file)\\s+[\"`]([^\"`]+)[\"`]");

    String fill(String text) {
        return fill(text, false);
    }

    /**
     * Fills what stands in a value.
     *
     * @param backup whether {@code {{.Ref.Tag}}} may stand there; it stays as it is
     * @throws IllegalArgumentException saying which template is not understood, or what it names and is not there
     */
    String fill(String text, boolean backup) {
        return ACTION.matcher(text).replaceAll(action -> Matcher.quoteReplacement(value(action, backup)));
    }

    private String value(MatchResult action, boolean backup) {
        Matcher call = CALL.matcher(action.group(1));
        if (call.matches()) {
            return call.group(1).equals("env") ? variable(call.group(2)) : content(Path.of(call.group(2)));
        }
        if (backup && action.group(1).equals(".Ref.Tag")) {
            return WatchEntry.TAG;
        }
        throw new IllegalArgumentException("the template " + action.group() + " is not understood, only {{env \"X\"}}"
                + (backup ? ", " : " and ") + "{{file \"/x\"}}" + (backup ? " and " + WatchEntry.TAG : ""));
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the environment variable " + name + " is not set");
        }
        return value;
    }

    /** Without the line end that editors leave. */
    private static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read", e);
        }
    }
}
