package io.github.syncimage.issue;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a Dockerfile up to its last instruction: {@code FROM}, {@code COPY --from} and {@code RUN --mount} name images,
 * unless it is a stage, its number or {@code scratch} that they name. {@code ARG} before the first {@code FROM} gives
 * defaults.
 */
final class Dockerfile {
    private static final Pattern STARTS = Pattern.compile("\\s*+(?:FROM|ARG)\\s.*");
    private static final Pattern INSTRUCTION = Pattern.compile(
            "(FROM|ARG|RUN|COPY|ADD|ENV|CMD|ENTRYPOINT|WORKDIR|EXPOSE|LABEL|USER|VOLUME|HEALTHCHECK|SHELL|ONBUILD"
                    + "|STOPSIGNAL|MAINTAINER)\\s+(.*)",
            Pattern.CASE_INSENSITIVE);
    /** At the start of a word, as BuildKit takes it: neither a here-string nor the shift of an expression is one. */
    private static final Pattern HERE_DOCUMENT = Pattern.compile("(?<!\\S)[0-9]*<<-?[\"']?([A-Za-z_][A-Za-z0-9_]*)");

    private static final Pattern ARGUMENT =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(?:\"([^\"]*)\"|'([^']*)'|(\\S*))");
    private static final Pattern FLAG = Pattern.compile("\\G--\\S++(?:\\s++|$)");
    private static final Pattern FROM = Pattern.compile("--(?:mount=(?:[^\\s,]+,)*?)?from=[\"']?([^\\s,\"']+)");
    private static final Pattern PLATFORM = Pattern.compile("--platform=[\"']?([^\\s\"']+)");

    private final Pasted.Images images = new Pasted.Images();
    private final Map<String, String> arguments = new HashMap<>();
    private final Set<String> stages = new HashSet<>();
    private int instructions;
    private int end;

    private Dockerfile() {}

    /**
     * Reads the one that begins with this line; null where none does.
     *
     * @param named whether a fence says that it is one: then any line may stand in it
     */
    static Pasted.Block read(List<String> lines, int from, int to, boolean named) {
        if (!named && !STARTS.matcher(lines.get(from)).matches()) {
            return null;
        }
        Dockerfile file = new Dockerfile();
        file.read(lines.subList(from, to), named);
        List<Finding> found = file.images.found();
        // A single line is read as such: it may have other words around the image.
        return file.stages.isEmpty() || file.instructions < 2 && !named
                ? null
                : new Pasted.Block(from, named ? to : from + file.end, found);
    }

    private void read(List<String> lines, boolean named) {
        StringBuilder instruction = new StringBuilder();
        Queue<String> documents = new ArrayDeque<>();
        String escape = "\\";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!documents.isEmpty()) {
                if (line.equals(documents.peek())) {
                    documents.remove();
                }
                end = i + 1;
                continue;
            }
            if (line.isEmpty() || line.startsWith("#")) {
                escape = line.matches("#\\s*escape=`") ? "`" : escape;
                continue;
            }
            if (instruction.isEmpty() && !named && !INSTRUCTION.matcher(line).matches()) {
                return;
            }
            boolean more = line.endsWith(escape);
            instruction
                    .append(more ? line.substring(0, line.length() - 1) : line)
                    .append(' ');
            end = i + 1;
            if (!more) {
                documents.addAll(follow(instruction.toString().strip()));
                instruction.setLength(0);
            }
        }
        follow(instruction.toString().strip());
    }

    /** @return what ends the texts that follow, which are no instructions */
    private List<String> follow(String text) {
        Matcher instruction = INSTRUCTION.matcher(text);
        if (!instruction.matches()) {
            return List.of();
        }
        instructions++;
        String rest = instruction.group(2);
        switch (instruction.group(1).toUpperCase(Locale.ROOT)) {
            case "FROM" -> from(rest);
            case "ARG" -> argument(rest);
            case "COPY", "RUN" -> FROM.matcher(flags(rest)).results().forEach(named -> add(named.group(1), ""));
            default -> {
                return List.of();
            }
        }
        return HERE_DOCUMENT.matcher(rest).results().map(one -> one.group(1)).toList();
    }

    private void from(String rest) {
        String flags = flags(rest);
        Matcher platform = PLATFORM.matcher(flags);
        String[] words = rest.substring(flags.length()).strip().split("\\s+");
        add(words[0], platform.find() ? platform.group(1) : "");
        if (words.length > 2 && words[1].equalsIgnoreCase("AS")) {
            stages.add(words[2].toLowerCase(Locale.ROOT));
        }
        // So that there is one even where none has a name.
        stages.add("scratch");
    }

    /** The flags that an instruction begins with; those of the command behind them are that command's own. */
    private static String flags(String rest) {
        int end = 0;
        for (Matcher flag = FLAG.matcher(rest); flag.find(); ) {
            end = flag.end();
        }
        return rest.substring(0, end);
    }

    private void argument(String rest) {
        if (stages.isEmpty()) {
            ARGUMENT.matcher(rest).results().forEach(given -> {
                String value = given.group(2) != null ? given.group(2) : given.group(3);
                arguments.put(given.group(1), Variables.filled(value != null ? value : given.group(4), arguments));
            });
        }
    }

    private void add(String name, String platform) {
        String filled = Variables.filled(name, arguments);
        if (!filled.isEmpty()
                && !filled.equalsIgnoreCase("scratch")
                && !stages.contains(filled.toLowerCase(Locale.ROOT))
                && !filled.chars().allMatch(Character::isDigit)) {
            images.add(name, platform, arguments);
        }
    }
}
