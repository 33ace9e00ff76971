package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.flow.FlowGraph;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.store.MirrorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the routes as they stand in the folder, edited ones too: a line each, or as a diagram of which calls which. */
@Command(name = "routes", description = "List the routes, or draw which calls which.")
final class RoutesCommand extends Subcommand {
    private enum Format {
        mermaid
    }

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Draw into FILE, as Mermaid; '-' is standard output.")
    private Path picture;

    @Option(names = "--format", description = "Draw as mermaid, the one format there is.")
    private Format format;

    @Override
    public Integer call() {
        Logging.quietCamel();
        FlowGraph graph = graph();
        if (picture == null && format == null) {
            list(graph);
            return 0;
        }
        if (picture == null || picture.toString().equals("-")) {
            print(graph.mermaid());
        } else {
            write(graph.mermaid());
        }
        return 0;
    }

    private FlowGraph graph() {
        try {
            return new Beans(
                            CheckCommand.standIn(options.home()),
                            options.home(),
                            Map.of(),
                            MirrorStore.remembersNothing())
                    .graph();
        } catch (IllegalStateException e) {
            throw SettingsException.of(options.home().routes().toString(), null, e.getMessage());
        }
    }

    private void list(FlowGraph graph) {
        int widest =
                graph.boxes().stream().mapToInt(box -> box.id().length()).max().orElse(0);
        StringBuilder lines = new StringBuilder();
        graph.boxes().forEach(box -> lines.append(("%-" + widest + "s  %s%n").formatted(box.id(), box.description())));
        print(lines.toString());
    }

    private void print(String text) {
        out().print(text);
        out().flush();
    }

    private void write(String text) {
        try {
            Files.writeString(picture, text);
        } catch (IOException e) {
            throw SettingsException.of(picture.toString(), null, "the file cannot be written");
        }
    }
}
