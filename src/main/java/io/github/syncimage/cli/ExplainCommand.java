package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.page.catalogue.Explanation;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what the daemon would do with an issue, without network and token: a JSON object on a line for each title. */
@Command(
        name = "explain",
        description =
                "Say as JSON what the daemon would do with an issue of this title and body; only the database is asked.")
final class ExplainCommand extends Subcommand {
    @ArgGroup(multiplicity = "1")
    private Titles titles;

    @Option(names = "--body-file", paramLabel = "FILE", description = "File with the issue's body, in UTF-8.")
    private Path bodyFile;

    @Option(
            names = "--user",
            paramLabel = "LOGIN",
            defaultValue = "",
            description = "Who files the issue; nobody in particular where not given.")
    private String user;

    @Option(
            names = "--repository",
            paramLabel = "OWNER/NAME",
            description = "Repository in which it is filed, where several are served with namespaces of their own.")
    private String repository;

    private static final class Titles {
        @Option(names = "--title", paramLabel = "TITLE", required = true, description = "Title of the issue.")
        private String title;

        @Option(
                names = "--titles-file",
                paramLabel = "FILE",
                required = true,
                description = "File of titles, one a line: a line of JSON answers each, also an empty one.")
        private Path file;
    }

    @Override
    public Integer call() {
        if (titles.file != null && bodyFile != null) {
            throw wrongUsage("--body-file goes with --title, not with --titles-file");
        }
        Settings settings = options.settings();
        RequestReader reader = Beans.requestReader(settings, settings.namesIn(repository));
        String body = bodyFile == null ? "" : read(bodyFile);
        try (MirrorStore memory = Beans.memoryToLookAt(settings)) {
            for (String title : titles.file == null ? List.of(titles.title) : lines(read(titles.file))) {
                out().println(Json.ascii(
                        Explanation.json(reader.decide(title, body, user, ""), settings.verify(), memory::owner)));
            }
        }
        return 0;
    }

    /** The whole file; bytes that are no UTF-8 become the replacement character. */
    private String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
            throw wrongUsage("can't read " + file + ": " + why, e);
        }
    }

    /** Lines end at a line feed only, so that answers and lines correspond whatever else a title holds. */
    private static List<String> lines(String text) {
        String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty()
                ? List.of()
                : Stream.of(whole.split("\n", -1))
                        .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
                        .toList();
    }
}
