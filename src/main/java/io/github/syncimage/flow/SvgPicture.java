package io.github.syncimage.flow;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The flow as an SVG that fits a light and a dark page. The same routes give the same text. */
public final class SvgPicture {
    private static final int MARGIN = 12;
    private static final int LEGEND = 34;
    private static final int PADDING = 12;
    private static final int LETTERS = 32;
    private static final int LINES = 4;
    private static final int LINE_HEIGHT = 14;
    /** Of the legend's text, at most on average. */
    private static final int LETTER_WIDTH = 6;
    /** Where in the legend the folders below stand. */
    private static final int PLUMBING = 230;

    private static final String STYLE = """

            text { font: 11px system-ui, "Segoe UI", "Noto Sans", sans-serif; fill: #57606a }
            .name { font-weight: 600; font-size: 13px; fill: #1f2328 }
            .from { font-size: 10px; fill: #0550ae }
            .box { fill: #f6f8fa; stroke: #afb8c1 }
            .starts { stroke: #0969da; stroke-width: 1.5 }
            .call { fill: none; stroke: #8c959f }
            .queue { stroke: #0969da; stroke-dasharray: 5 4; stroke-linejoin: round }
            .head { fill: #8c959f }
            .folder { font-size: 10px; fill: #8250df; text-anchor: end }
            @media (prefers-color-scheme: dark) {
              text { fill: #9198a1 }
              .name { fill: #f0f6fc }
              .from { fill: #79c0ff }
              .box { fill: #151b23; stroke: #3d444d }
              .starts { stroke: #4493f8 }
              .call { stroke: #656c76 }
              .queue { stroke: #4493f8 }
              .head { fill: #656c76 }
              .folder { fill: #ab7df8 }
            }
            """;

    private final FlowGraph graph;
    private final FlowLayout layout;
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    private SvgPicture(FlowGraph graph) throws XMLStreamException {
        this.graph = graph;
        this.layout = new FlowLayout(graph);
        this.xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    }

    /** The text of the SVG. */
    public static String of(FlowGraph graph) {
        try {
            SvgPicture picture = new SvgPicture(graph);
            picture.draw();
            return picture.text + "\n";
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text in memory can always be written", e);
        }
    }

    private void draw() throws XMLStreamException {
        List<FlowLayout.Line> around = layout.handOvers();
        int tracks = around.size() * FlowLayout.TRACK;
        int width = layout.width() + 2 * MARGIN + tracks;
        int height = layout.height()
                + 2 * MARGIN
                + tracks
                + LEGEND
                + LINE_HEIGHT * plumbing().size();
        open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", "0 0 " + width + " " + height, "role", "img");
        element("title", "The flow: which route calls which");
        element("style", STYLE);
        open("defs");
        open("marker", "id", "head", "markerWidth", 7, "markerHeight", 7, "refX", 6, "refY", 3, "orient", "auto");
        empty("path", "class", "head", "d", "M0 0L6 3L0 6z");
        xml.writeEndElement();
        xml.writeEndElement();
        open("g", "transform", "translate(" + (MARGIN + tracks) + " " + MARGIN + ")");
        for (FlowLayout.Line line : layout.lines()) {
            empty("path", "class", "call", "d", path(line), "marker-end", "url(#head)");
        }
        for (FlowLayout.Line line : around) {
            empty("path", "class", "call queue", "d", around(line), "marker-end", "url(#head)");
        }
        for (FlowLayout.Placed placed : layout.boxes()) {
            box(placed);
        }
        legend(layout.height() + tracks + LEGEND - 8);
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static String path(FlowLayout.Line line) {
        StringBuilder path = new StringBuilder();
        int x = 0;
        int y = 0;
        for (int[] point : line.points()) {
            if (path.isEmpty()) {
                path.append("M").append(point[0] + FlowLayout.WIDTH).append(" ").append(point[1]);
            } else {
                int middle = (x + point[0]) / 2;
                path.append("C%d %d %d %d %d %d".formatted(middle, y, middle, point[1], point[0], point[1]));
                if (point != line.points().get(line.points().size() - 1)) {
                    path.append("H").append(point[0] + FlowLayout.WIDTH);
                }
            }
            x = point[0] + FlowLayout.WIDTH;
            y = point[1];
        }
        return path.toString();
    }

    private static String around(FlowLayout.Line line) {
        return line.points().stream().map(point -> point[0] + " " + point[1]).collect(Collectors.joining("L", "M", ""));
    }

    private void box(FlowLayout.Placed placed) throws XMLStreamException {
        FlowGraph.Box box = placed.box();
        open("g", "transform", "translate(" + placed.x() + " " + placed.y() + ")");
        element("title", box.description());
        String style = box.startsByItself() ? "box starts" : "box";
        empty("rect", "class", style, "width", FlowLayout.WIDTH, "height", FlowLayout.HEIGHT, "rx", 6);
        text("name", PADDING, 20, box.id());
        text("folder", FlowLayout.WIDTH - PADDING, 20, String.join(" ", graph.foldersThatServe(box)));
        int y = 36;
        if (box.startsByItself()) {
            text("from", PADDING, y, box.from());
            y += LINE_HEIGHT;
        }
        for (String line : wrapped(box.description(), LETTERS, box.startsByItself() ? LINES - 1 : LINES)) {
            text("", PADDING, y, line);
            y += LINE_HEIGHT;
        }
        xml.writeEndElement();
    }

    /** At most so many lines; what does not fit is in the box's title. */
    private static List<String> wrapped(String sentence, int letters, int most) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : sentence.strip().split("\\s+")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > letters) {
                lines.add(line);
                line = word;
            } else {
                line = line.isEmpty() ? word : line + " " + word;
            }
        }
        lines.add(line);
        if (lines.size() > most) {
            lines = new ArrayList<>(lines.subList(0, most));
            lines.set(most - 1, lines.get(most - 1) + " …");
        }
        return lines;
    }

    private void legend(int y) throws XMLStreamException {
        empty("path", "class", "call", "d", "M0 " + (y - 4) + "H26", "marker-end", "url(#head)");
        text("", 34, y, "calls");
        empty("path", "class", "call queue", "d", "M84 " + (y - 4) + "H110", "marker-end", "url(#head)");
        text("", 118, y, "through a queue");
        for (String line : plumbing()) {
            text("", PLUMBING, y, line);
            y += LINE_HEIGHT;
        }
    }

    private List<String> plumbing() {
        int letters = Math.max(LETTERS, (layout.width() - PLUMBING) / LETTER_WIDTH);
        return graph.plumbing().entrySet().stream()
                .map(folder -> folder.getKey() + ": calls routes in " + folder.getKey() + "/, which are "
                        + folder.getValue().stream().map(FlowGraph.Box::id).collect(Collectors.joining(", ")))
                .flatMap(sentence -> wrapped(sentence, letters, Integer.MAX_VALUE).stream())
                .toList();
    }

    private void text(String style, int x, int y, String words) throws XMLStreamException {
        open("text", "x", x, "y", y);
        if (!style.isEmpty()) {
            xml.writeAttribute("class", style);
        }
        xml.writeCharacters(words);
        xml.writeEndElement();
    }

    private void element(String name, String words) throws XMLStreamException {
        open(name);
        xml.writeCharacters(words);
        xml.writeEndElement();
    }

    private void open(String name, Object... attributes) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement(name);
        attributes(attributes);
    }

    private void empty(String name, Object... attributes) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeEmptyElement(name);
        attributes(attributes);
    }

    private void attributes(Object... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            xml.writeAttribute(attributes[i].toString(), attributes[i + 1].toString());
        }
    }
}
