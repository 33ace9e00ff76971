package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of every kind of call: plainly, in a branch, by a placeholder, by enrich, through a queue, in a circle. */
class FlowGraphTest {
    private static final String ROUTES = """
            - route:
                id: begin
                description: Begins <everything> & more than fits into three lines of a box, so that it has to be cut off somewhere.
                from:
                  uri: timer:begin
                  steps:
                    - choice:
                        when:
                          - simple: "${body} == null"
                            steps:
                              - to: direct:log
                        otherwise:
                          steps:
                            - enrich: { constant: "direct:look-up" }
                    - to: "{{queue}}"
                    - to: mock:elsewhere
            - route:
                id: serve
                description: Serves.
                from:
                  uri: "{{queue}}{{options}}"
                  steps:
                    - split:
                        simple: "${body}"
                        steps:
                          - to: direct:look-up
                    - to: direct:log
            - route:
                id: look-up
                description: Looks up.
                from:
                  uri: direct:look-up
                  steps:
                    - to: direct:log
                    - to: direct:again
            - route:
                id: again
                description: Goes back.
                from:
                  uri: direct:again
                  steps:
                    - to: direct:look-up
                    - to: direct:log
            """;

    private static final String BELOW = """
            - route:
                id: log
                description: Serves the others.
                from:
                  uri: direct:log
                  steps:
                    - log: "${body}"
            """;

    @TempDir
    private Path folder;

    @Test
    void knowsWhoCallsWhom() throws Exception {
        FlowGraph graph = graph();

        assertThat(graph.boxes().stream().map(box -> box.id() + " " + box.calls()))
                .containsExactly(
                        "begin [log, look-up, serve]",
                        "log []",
                        "look-up [log, again]",
                        "again [look-up, log]",
                        "serve [look-up, log]");
        assertThat(graph.boxes().stream().filter(FlowGraph.Box::startsByItself).map(FlowGraph.Box::from))
                .containsExactly("timer:begin", "seda:work");
        assertThat(graph.plumbing()).containsOnlyKeys("server");
        assertThat(graph.plumbing().get("server")).extracting(FlowGraph.Box::id).containsExactly("log");
        assertThat(graph.foldersThatServe(graph.boxes().get(0))).containsExactly("server");
    }

    @Test
    void placesEachBoxOnceAndNoneOverAnother() throws Exception {
        FlowLayout layout = new FlowLayout(graph());

        List<FlowLayout.Placed> boxes = layout.boxes();
        assertThat(boxes).extracting(placed -> placed.box().id()).containsExactly("begin", "look-up", "again", "serve");
        IntStream.range(0, boxes.size())
                .forEach(i -> IntStream.range(0, i).forEach(j -> assertThat(apart(boxes.get(i), boxes.get(j)))
                        .as(boxes.get(i) + " and " + boxes.get(j))
                        .isTrue()));
        assertThat(boxes).allSatisfy(placed -> {
            assertThat(placed.x()).isBetween(0, layout.width() - FlowLayout.WIDTH);
            assertThat(placed.y()).isBetween(0, layout.height() - FlowLayout.HEIGHT);
        });
        assertThat(layout.lines().stream()
                        .map(line -> line.from().id() + ">" + line.to().id()))
                .containsExactlyInAnyOrder("begin>look-up", "look-up>again", "serve>look-up");
    }

    @Test
    void whatGoesThroughAQueueGoesAroundAllBoxes() throws Exception {
        FlowLayout layout = new FlowLayout(graph());

        assertThat(layout.handOvers().stream()
                        .map(line -> line.from().id() + ">" + line.to().id()))
                .containsExactly("begin>serve");
        assertThat(layout.handOvers())
                .allSatisfy(line -> IntStream.range(1, line.points().size()).forEach(i -> assertThat(layout.boxes())
                        .noneMatch(box -> crosses(
                                box, line.points().get(i - 1), line.points().get(i)))));
    }

    private static boolean crosses(FlowLayout.Placed box, int[] from, int[] to) {
        return Math.max(from[0], to[0]) > box.x()
                && Math.min(from[0], to[0]) < box.x() + FlowLayout.WIDTH
                && Math.max(from[1], to[1]) > box.y()
                && Math.min(from[1], to[1]) < box.y() + FlowLayout.HEIGHT;
    }

    private static boolean apart(FlowLayout.Placed a, FlowLayout.Placed b) {
        return Math.abs(a.x() - b.x()) >= FlowLayout.WIDTH || Math.abs(a.y() - b.y()) >= FlowLayout.HEIGHT;
    }

    @Test
    void drawsXmlWhateverADescriptionSays() throws Exception {
        String svg = SvgPicture.of(graph());

        var document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(svg.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(4);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("Begins <everything> & more", "seda:work", "server: calls routes in server/, which are log");
        assertThat(svg).isEqualTo(SvgPicture.of(graph()));
    }

    @Test
    void speaksMermaid() throws Exception {
        assertThat(MermaidPicture.of(graph()))
                .startsWith("flowchart LR\n")
                .contains(
                        "  begin([begin])\n", "  look-up[look-up]\n", "  begin --> look-up\n", "  begin -.-> serve\n");
    }

    private FlowGraph graph() throws Exception {
        write();
        Properties properties = new Properties();
        properties.putAll(Map.of("queue", "seda:work", "options", "?concurrentConsumers=2"));
        RouteCheck check = new RouteCheck(Map.of(), properties, RouteCheck.class.getClassLoader());
        RouteFolder routes = new RouteFolder(folder, List.of());
        return FlowGraph.of(check.definitions(routes), routes, check::resolve);
    }

    private void write() throws IOException {
        Files.writeString(folder.resolve("all.camel.yaml"), ROUTES);
        Files.createDirectories(folder.resolve("server"));
        Files.writeString(folder.resolve("server/log.camel.yaml"), BELOW);
    }
}
