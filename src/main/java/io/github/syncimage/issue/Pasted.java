package io.github.syncimage.issue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what was pasted into a text, in fences and without: files that name images, and outputs of commands. */
public final class Pasted {
    private static final Pattern FENCE = Pattern.compile("\\s*+(`{3,}|~{3,})\\s*+([A-Za-z]*).*");
    private static final Pattern FORM_HEADING = Pattern.compile("### .*");
    private static final Pattern JSON =
            Pattern.compile("\\s*+(?:\\[\\s*+(?:[\"'{\\[\\]]|$)|\\{\\s*+(?:[\"'}a-zA-Z]|$))");
    /** A key of YAML, and one of those that kubectl describes things by. */
    private static final Pattern KEY = Pattern.compile(
            "\\s*+(?:- )*+[\"']?(?:[\\w.$/<-]++|[A-Z][\\w-]*+(?: [A-Z][\\w-]*+)++)[\"']?\\s*+:(?:\\s.*)?");

    private static final Pattern GOES_ON = Pattern.compile("\\s.*|#.*|-(?: .*)?|---.*|\\.\\.\\.|[\\[\\]{}\"'].*|");
    private static final Set<String> DOCKERFILES = Set.of("dockerfile", "docker", "containerfile");
    private static final Set<String> YAML = Set.of("yaml", "yml", "json");

    private final List<String> lines;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * Lines that belong together, and the images that they name, or why one cannot be read.
     *
     * @param to behind the last of them
     */
    public record Block(int from, int to, List<Finding> images) {}

    private Pasted(List<String> lines) {
        this.lines = lines;
    }

    /** All blocks, in order; what lies between them are lines of any other kind. */
    public static List<Block> in(List<String> lines) {
        Pasted pasted = new Pasted(lines);
        pasted.read();
        return pasted.blocks;
    }

    /** The images of a title that was pasted from somewhere; empty where it wasn't. */
    public static Optional<List<Finding>> inTitle(String title) {
        List<Finding> quoted = Outputs.quoted(title);
        return quoted.isEmpty() && title.indexOf('{') >= 0 | startsJson(title)
                ? Manifest.read(List.of(title)).filter(found -> !found.isEmpty())
                : Optional.of(quoted).filter(found -> !found.isEmpty());
    }

    static boolean startsJson(String text) {
        return JSON.matcher(text).lookingAt();
    }

    private void read() {
        for (int at = 0; at < lines.size(); ) {
            Matcher fence = FENCE.matcher(lines.get(at));
            if (fence.matches()) {
                int end = at + 1;
                while (end < lines.size() && !lines.get(end).strip().startsWith(fence.group(1))) {
                    end++;
                }
                read(at + 1, end, fence.group(2).toLowerCase(Locale.ROOT));
                at = end + 1;
            } else {
                int end = at + 1;
                while (end < lines.size() && !FENCE.matcher(lines.get(end)).matches() && !isFormHeading(end)) {
                    end++;
                }
                read(at, end, "");
                at = end;
            }
        }
    }

    /** As forms write it, between empty lines; a comment in YAML begins so, too. */
    private boolean isFormHeading(int at) {
        return FORM_HEADING.matcher(lines.get(at)).matches()
                && lines.get(at - 1).isBlank()
                && (at + 1 == lines.size() || lines.get(at + 1).isBlank());
    }

    private void read(int from, int to, String language) {
        int tried = from;
        for (int at = from; at < to; ) {
            Block block = Dockerfile.read(lines, at, to, DOCKERFILES.contains(language));
            if (block == null) {
                block = Outputs.table(lines, at, to);
            }
            if (block == null && at >= tried) {
                // What is no manifest is not tried again from each of its lines.
                tried = endOfManifest(at, to, YAML.contains(language));
                block = manifest(at, tried);
            }
            if (block == null) {
                int line = at;
                block = Outputs.read(lines.get(at))
                        .map(images -> new Block(line, line + 1, images))
                        .orElse(null);
            }
            if (block != null) {
                blocks.add(block);
            }
            at = block == null ? at + 1 : block.to();
        }
    }

    private Block manifest(int from, int to) {
        return from == to
                ? null
                : Manifest.read(lines.subList(from, to))
                        .map(images -> new Block(from, to, images))
                        .orElse(null);
    }

    /** The line behind what may be a manifest that begins with this line; this line where none does. */
    private int endOfManifest(int from, int to, boolean named) {
        String first = lines.get(from);
        if (first.isBlank()) {
            return from;
        }
        if (named) {
            return to;
        }
        if (!startsJson(first) && !KEY.matcher(first).matches() && !first.startsWith("---")) {
            return from;
        }
        int end = from + 1;
        while (end < to
                && (GOES_ON.matcher(lines.get(end)).matches()
                        || KEY.matcher(lines.get(end)).matches())) {
            end++;
        }
        return end;
    }
}
