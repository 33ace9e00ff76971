package io.github.syncimage.flow;

import java.util.Set;
import java.util.stream.Collectors;

/** The flow in Mermaid's words, which GitHub draws where they stand in Markdown. */
public final class MermaidPicture {
    private MermaidPicture() {}

    /** The text of the diagram, without the fence around it. */
    public static String of(FlowGraph graph) {
        Set<String> start = graph.boxes().stream()
                .filter(FlowGraph.Box::startsByItself)
                .map(FlowGraph.Box::id)
                .collect(Collectors.toSet());
        StringBuilder text = new StringBuilder("flowchart LR\n");
        for (FlowGraph.Box box : graph.boxes()) {
            // Round where messages come from outside.
            String shape = start.contains(box.id()) ? "  %s([%s])\n" : "  %s[%s]\n";
            text.append(shape.formatted(box.id(), box.id()));
        }
        for (FlowGraph.Box box : graph.boxes()) {
            for (String called : box.calls()) {
                text.append("  %s %s %s\n".formatted(box.id(), start.contains(called) ? "-.->" : "-->", called));
            }
        }
        return text.toString();
    }
}
