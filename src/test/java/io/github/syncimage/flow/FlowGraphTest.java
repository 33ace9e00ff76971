package io.github.syncimage.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of every kind of call: plainly, in a branch, by a placeholder, by enrich, through a queue, in a circle. */
class FlowGraphTest {
    private static final String ROUTES = """
            - route:
                id: begin
                description: Begins.
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
        assertThat(graph.boxes()).extracting(FlowGraph.Box::folder).containsExactly("", "server", "", "", "");
    }

    @Test
    void speaksMermaid() throws Exception {
        assertThat(graph().mermaid())
                .startsWith("flowchart LR\n")
                .contains(
                        "  begin([begin])\n",
                        "  subgraph server\n  log[log]\n  end\n",
                        "  look-up[look-up]\n",
                        "  begin --> look-up\n",
                        "  begin -.-> serve\n");
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
