package io.github.syncimage.watch;

import io.github.syncimage.settings.Problem;
import io.github.syncimage.text.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is wrong with one file, and what is worth a warning. */
final class Complaints {
    private static final int LONGEST = 300;

    private final Path file;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Complaints(Path file) {
        this.file = file;
    }

    void refuse(Node where, String key, String message) {
        problems.add(new Problem(place(where), key, OneLine.of(message, LONGEST)));
    }

    void warn(Node where, String key, String message) {
        warnings.add(new Problem(place(where), key, OneLine.of(message, LONGEST)));
    }

    String place(Node node) {
        return file
                + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    }

    List<Problem> problems() {
        return problems;
    }

    List<Problem> warnings() {
        return warnings;
    }
}
