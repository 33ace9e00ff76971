package io.github.syncimage.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.syncimage.cli.start.ConfigOptions;
import io.github.syncimage.issue.DeniedUsers;
import io.github.syncimage.issue.IssueReader;
import io.github.syncimage.issue.RequestReader;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.page.catalogue.Explanation;
import io.github.syncimage.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what the daemon would do with an issue, without network and token: a JSON object on a line for each title. */
@Command(
        name = "explain",
        description = "Say as JSON what the daemon would do with an issue of this title and body; offline.")
final class ExplainCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder()
            // Whatever the terminal's character set, the line is the same.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

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
    public Integer call() throws JsonProcessingException {
        if (titles.file != null && bodyFile != null) {
            throw new ParameterException(spec.commandLine(), "--body-file goes with --title, not with --titles-file");
        }
        Settings settings = options.settings();
        RequestReader reader = reader(settings);
        PrintWriter out = spec.commandLine().getOut();
        String body = bodyFile == null ? "" : read(bodyFile);
        for (String title : titles.file == null ? List.of(titles.title) : lines(read(titles.file))) {
            out.println(JSON.writeValueAsString(Explanation.json(reader.decide(title, body, user), settings.verify())));
        }
        return 0;
    }

    private RequestReader reader(Settings settings) {
        IssueReader issues =
                new IssueReader(IssueReader.PREFIX, settings.limits().imagesPerIssue());
        TargetNames names = settings.target().registry() == null ? null : settings.namesIn(repository);
        return new RequestReader(
                issues,
                settings.rules(),
                names,
                settings.platforms(),
                new DeniedUsers(settings.limits().deniedUsers()),
                settings.verify()::deny);
    }

    /** The whole file; bytes that are no UTF-8 become the replacement character. */
    private String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
            throw new ParameterException(spec.commandLine(), "can't read " + file + ": " + why, e);
        }
    }

    /** Lines end at a line feed only, so that answers and lines correspond whatever else a title holds. */
    private static List<String> lines(String text) {
        String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty()
                ? List.of()
                : List.of(whole.split("\n", -1)).stream()
                        .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
                        .toList();
    }
}
