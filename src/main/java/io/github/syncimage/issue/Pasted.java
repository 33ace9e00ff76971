package io.github.syncimage.issue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what was pasted into a text, in fences and without: files that name images, and outputs of commands. */
final class Pasted {
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

    private static final Pattern QUOTED = Pattern.compile("\\bimages? \\\\*[\"']([^\"'\\\\\\s]++)\\\\*[\"']");
    private static final Pattern KLOG = Pattern.compile("[IWEF][0-9]{4} +[0-9:.]{8,} .*");
    private static final Pattern PULLED = Pattern.compile("\\[[a-z/-]+] Pulled (\\S+)");
    /** As {@code uniq -c} counts: the number ends in the seventh column, or in the fourth. */
    private static final Pattern COUNTED = Pattern.compile("([ \\t]*[0-9]{1,7}) (\\S+)\\s*");

    private static final Set<Integer> COLUMNS = Set.of(4, 7);

    private static final Pattern TABLE = Pattern.compile("(?:REPOSITORY|IMAGE) +TAG( +.*)?");
    private static final Pattern ROW = Pattern.compile("(\\S+) {2,}(\\S+)(?: {2,}.*)?");
    /** Up to here a line is read word by word, by {@link Phrase}. */
    private static final int LONG = 1_000;

    private final List<String> lines;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * Lines that belong together, and the images that they name, or why one cannot be read.
     *
     * @param to behind the last of them
     */
    record Block(int from, int to, List<Finding> images) {}

    private Pasted(List<String> lines) {
        this.lines = lines;
    }

    /** All blocks, in order; what lies between them are lines of any other kind. */
    static List<Block> in(List<String> lines) {
        Pasted pasted = new Pasted(lines);
        pasted.read();
        return pasted.blocks;
    }

    /** The images of a title that was pasted from somewhere; empty where it wasn't. */
    static Optional<List<Finding>> inTitle(String title) {
        List<Finding> quoted = quoted(title);
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
            boolean fenced = fence.matches();
            int end = at + 1;
            while (end < lines.size()
                    && (fenced
                            ? !lines.get(end).strip().startsWith(fence.group(1))
                            : !FENCE.matcher(lines.get(end)).matches() && !isFormHeading(end))) {
                end++;
            }
            read(fenced ? at + 1 : at, end, fenced ? fence.group(2).toLowerCase(Locale.ROOT) : "");
            at = fenced ? end + 1 : end;
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
                block = table(at, to);
            }
            if (block == null && at >= tried) {
                // What is no manifest is not tried again from each of its lines.
                tried = endOfManifest(at, to, YAML.contains(language));
                block = block(at, tried, Manifest.read(lines.subList(at, tried)));
            }
            if (block == null) {
                block = block(at, at + 1, printed(lines.get(at)));
            }
            if (block != null) {
                blocks.add(block);
            }
            at = block == null ? at + 1 : block.to();
        }
    }

    private static Block block(int from, int to, Optional<List<Finding>> images) {
        return images.map(found -> new Block(from, to, found)).orElse(null);
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

    /** The images of a line that a command has printed, none where it names none; empty where it is any other line. */
    private static Optional<List<Finding>> printed(String line) {
        List<Finding> quoted = quoted(line);
        if (!quoted.isEmpty() || KLOG.matcher(line).matches()) {
            return Optional.of(quoted);
        }
        Images images = new Images();
        Matcher pulled = PULLED.matcher(line.strip());
        Matcher counted = COUNTED.matcher(line);
        if (pulled.matches()) {
            images.add(pulled.group(1));
        } else if (counted.matches()
                && (COLUMNS.contains(counted.end(1))
                        || Phrase.of(counted.group(2)).plainlyAnImage())) {
            images.add(counted.group(2));
        } else if (line.length() > LONG) {
            List<String> words = Words.of(line);
            if (words.size() > 1 && words.stream().allMatch(Phrase::isSurelyAnImage)) {
                words.forEach(images::add);
            }
        }
        return Optional.of(images.found()).filter(found -> !found.isEmpty());
    }

    /** What is called an image, in quotes: {@code Failed to pull image "gcr.io/a/b:1"}. */
    static List<Finding> quoted(String line) {
        Images images = new Images();
        QUOTED.matcher(line).results().forEach(quoted -> images.add(quoted.group(1)));
        return images.found();
    }

    /** The table that {@code docker images} or {@code crictl images} prints from this line on; null where none does. */
    private Block table(int from, int to) {
        if (!TABLE.matcher(lines.get(from).strip()).matches()) {
            return null;
        }
        Images images = new Images();
        int end = from + 1;
        for (; end < to; end++) {
            Matcher row = ROW.matcher(lines.get(end).strip());
            if (!row.matches()) {
                break;
            }
            images.add(row.group(1) + ":" + row.group(2));
        }
        return new Block(from, end, images.found());
    }

    /** The images of a pasted text, in its order, each once; the names are read as those of any line. */
    static final class Images {
        private final Map<Object, Finding> found = new LinkedHashMap<>();

        List<Finding> found() {
            return List.copyOf(found.values());
        }

        void add(String text) {
            add(text, "", Map.of());
        }

        /**
         * Adds an image, or why it is none.
         *
         * @param platform what the text says of it; nothing where that is blank or a variable
         * @param known values of variables
         */
        void add(String text, String platform, Map<String, String> known) {
            String name = Variables.filled(text, known).strip();
            boolean words = name.indexOf(' ') > 0 && name.indexOf('<') < 0 && !Variables.in(name);
            List<Finding> read = words ? Phrase.of(name).findings() : List.of();
            String asked = Variables.filled(platform, known);
            NamedPlatforms platforms = NamedPlatforms.listed(Variables.in(asked) ? "" : asked);
            (read.isEmpty() ? List.of(Finding.of(name, null)) : read).forEach(one -> put(one.on(platforms)));
        }

        void put(Finding image) {
            found.merge(image.readable() ? image.source() : image.refused(), image, Finding::with);
        }

        /** Gives all images that name no platform of their own this one. */
        void all(String platform) {
            List<Finding> before = found();
            found.clear();
            before.forEach(one -> put(one.on(NamedPlatforms.listed(platform))));
        }
    }
}
