package io.github.syncimage.settings;

import io.github.syncimage.text.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one file, and what is worth a warning. */
public final class Complaints {
    private static final int LONGEST = 300;

    private final String file;
    private final List<Problem> problems;
    private final List<Problem> warnings = new ArrayList<>();

    public Complaints(Path file) {
        this(file.toString(), new ArrayList<>());
    }

    /**
     * @param file or what else it stands in
     * @param problems to which those of the file come
     */
    Complaints(String file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    public void refuse(Node where, String key, String message) {
        problems.add(new Problem(place(where), key, OneLine.of(message, LONGEST)));
    }

    public void warn(Node where, String key, String message) {
        warnings.add(new Problem(place(where), key, OneLine.of(message, LONGEST)));
    }

    public String place(Node node) {
        return file
                + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    }

    public List<Problem> problems() {
        return problems;
    }

    public List<Problem> warnings() {
        return warnings;
    }
}
