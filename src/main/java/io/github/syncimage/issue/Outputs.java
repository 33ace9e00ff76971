package io.github.syncimage.issue;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines that commands print: kubeadm, kubectl, docker and what stands in their error messages. */
final class Outputs {
    private static final Pattern QUOTED = Pattern.compile("\\bimages? \\\\*[\"']([^\"'\\\\\\s]++)\\\\*[\"']");
    private static final Pattern KLOG = Pattern.compile("[IWEF][0-9]{4} +[0-9:.]{8,} .*");
    private static final Pattern PULLED = Pattern.compile("\\[[a-z/-]+] Pulled (\\S+)");
    /** As {@code uniq -c} counts: the number ends in the seventh column, or in the fourth. */
    private static final Pattern COUNTED = Pattern.compile("([ \\t]*)([0-9]{1,7}) (\\S+)\\s*");

    private static final Pattern TABLE = Pattern.compile("(?:REPOSITORY|IMAGE) +TAG( +.*)?");
    private static final Pattern ROW = Pattern.compile("(\\S+) {2,}(\\S+)(?: {2,}.*)?");
    /** Up to here a line is read word by word, by {@link Phrase}. */
    private static final int LONG = 1_000;

    private Outputs() {}

    /** The images of a line that a command has printed, none where it names none; empty where it is any other line. */
    static Optional<List<Finding>> read(String line) {
        List<Finding> quoted = quoted(line);
        if (!quoted.isEmpty() || KLOG.matcher(line).matches()) {
            return Optional.of(quoted);
        }
        Images images = new Images();
        Matcher pulled = PULLED.matcher(line.strip());
        Matcher counted = COUNTED.matcher(line);
        if (pulled.matches()) {
            images.add(pulled.group(1));
        } else if (counted.matches() && isCounted(counted)) {
            images.add(counted.group(3));
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

    private static boolean isCounted(Matcher counted) {
        int width = counted.group(1).length() + counted.group(2).length();
        return Phrase.of(counted.group(3)).plainlyAnImage() || width == 7 || width == 4;
    }

    /** The table that {@code docker images} or {@code crictl images} prints from this line on; null where none does. */
    static Pasted.Block table(List<String> lines, int from, int to) {
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
        return new Pasted.Block(from, end, images.found());
    }
}
