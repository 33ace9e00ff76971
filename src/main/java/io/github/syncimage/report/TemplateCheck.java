package io.github.syncimage.report;

import com.github.mustachejava.MustacheException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what is wrong with a template before a requester sees it. */
final class TemplateCheck {
    private static final Pattern TAG = Pattern.compile("\\{\\{\\s*([{#^/&!>=<$%]?)\\s*([^{}]*?)\\s*}?}}");
    private static final Pattern FENCE = Pattern.compile("^ {0,3}(```|~~~).*");
    /** A comment holds 65,536 characters in all, and no reader wants more than a screen of them. */
    private static final int LONGEST = 16 * 1024;

    private final State state;
    private final List<String> problems = new ArrayList<>();

    private TemplateCheck(State state) {
        this.state = state;
    }

    /** Returns problems, a sentence each with its line; none where the template can be used. */
    static List<String> problems(String template, State state) {
        TemplateCheck check = new TemplateCheck(state);
        check.read(template);
        return List.copyOf(check.problems);
    }

    private void read(String template) {
        if (template.length() > LONGEST) {
            problems.add("is longer than " + LONGEST + " characters");
        }
        boolean inFence = false;
        int number = 0;
        for (String line : template.lines().toList()) {
            number++;
            inFence ^= FENCE.matcher(line).matches();
            readLine(line, number, inFence);
        }
        if (inFence) {
            problems.add("ends inside a block of code (```)");
        }
        compile(template);
    }

    private void readLine(String line, int number, boolean inFence) {
        Matcher tags = TAG.matcher(line);
        while (tags.find()) {
            String problem = problem(tags.group(1), tags.group(2), inFence);
            if (problem != null) {
                problems.add("line " + number + ": " + problem);
            }
        }
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

    private void compile(String template) {
        try {
            new PlainMustache().compile(new StringReader(template), state.fileName());
        } catch (MustacheException e) {
            problems.add(e.getMessage().lines().findFirst().orElse("is no Mustache template"));
        }
    }
}
