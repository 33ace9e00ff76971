package io.github.syncimage.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.report.CommentWriter.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TemplatesTest {
    private static final Path SHIPPED = Path.of("configs/templates");

    @TempDir
    Path folder;

    @BeforeEach
    void copyTheShippedTemplates() throws IOException {
        for (Language language : Language.values()) {
            Files.createDirectories(folder.resolve(language.code()));
            for (State state : State.values()) {
                Files.copy(file(SHIPPED, language, state), file(folder, language, state));
            }
        }
    }

    @Test
    void theShippedOnesAreWithoutProblemsInEveryLanguageAndState() {
        assertThat(problems(SHIPPED)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theShippedOnesHaveWordsForEveryReason(Language language) throws IOException {
        String template = Files.readString(file(SHIPPED, language, State.REFUSED));

        assertThat(Outcome.Refused.REASONS)
                .allSatisfy(code -> assertThat(template).contains("{{#reason_" + code + "}}"));
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void theReadmeNamesEveryNameOfAState(State state) throws IOException {
        String row = Files.readString(SHIPPED.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("| `" + state.fileName().replace(".mustache", "") + "`"))
                .findFirst()
                .orElseThrow();

        assertThat(state.names())
                .filteredOn(name -> !name.startsWith("reason_")
                        && !Set.of("left_out", "run_url", "page_url").contains(name))
                .allSatisfy(name -> assertThat(row).contains("`" + name + "`"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '"',
            value = {
                "Hello {{imge}} ! line 1: unknown name 'imge', known are image, position, large, about, left_out, run_url, page_url",
                "a\\n{{#imge}}b{{/imge}} ! line 2: unknown name 'imge', known are image, position, large, about, left_out, run_url, page_url",
                "{{{ imge }}} ! line 1: unknown name 'imge', known are image, position, large, about, left_out, run_url, page_url",
                "{{image.class}} ! line 1: unknown name 'image.class', known are image, position, large, about, left_out, run_url, page_url",
                "{{> ../other}} ! line 1: {{>…}} is not supported here",
                "{{=<% %>=}} ! line 1: {{=…}} is not supported here",
                "```bash\\ndocker pull {{image}}\\n``` ! line 2: 'image' may not stand in a block of code, which people"
                        + " paste into a shell; only [owner, pull_command, renamed, short_name, source, tag_name, target] may",
                "```\\nopen ! ends inside a block of code (```)",
                "{{#image}}open ! Failed to close 'image' tag @[queued.mustache:1]",
            })
    void saysWhatIsWrongAndWhere(String template, String problem) throws IOException {
        Path file = write(Language.EN, State.QUEUED, template.replace("\\n", "\n"));

        assertThat(problems(folder)).contains(file + ": " + problem);
    }

    @Test
    void reportsAllMissingFilesAtOnce() throws IOException {
        Path one = file(folder, Language.ZH, State.WAITING);
        Path two = file(folder, Language.EN, State.FAILED);
        Files.delete(one);
        Files.delete(two);

        assertThat(problems(folder))
                .containsExactly(one + ": this template is missing", two + ": this template is missing");
    }

    @Test
    void takesATemplateThatIsNoUtf8AsAProblem() throws IOException {
        Path file = file(folder, Language.ZH, State.QUEUED);
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'x'});

        assertThat(problems(folder)).singleElement().asString().startsWith(file + ": cannot be read (");
    }

    @Test
    void anEditCountsFromTheNextComment() throws IOException {
        CommentWriter writer = new CommentWriter(new Templates(folder, List.of()));
        write(Language.EN, State.QUEUED, "We got {{image}}.");

        assertThat(queued(writer)).endsWith("\nWe got `nginx`.");
    }

    @Test
    void anOverrideCountsBeforeTheFileAndAsLongAsItIsThere() throws IOException {
        Path overrides = folder.resolve("overrides");
        CommentWriter writer = new CommentWriter(new Templates(folder, List.of(overrides)));
        String before = queued(writer);
        Path file = file(overrides, Language.EN, State.QUEUED);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "Mine: {{image}}.");
        assertThat(queued(writer)).endsWith("\nMine: `nginx`.");
        write(Language.EN, State.QUEUED, "An upgrade's {{image}}.");
        assertThat(queued(writer)).endsWith("\nMine: `nginx`.");

        Files.writeString(file, "Mine: {{imge}}.");
        assertThat(problems(folder, overrides)).singleElement().asString().startsWith(file + ": ");
        Files.delete(file);
        assertThat(queued(writer)).isNotEqualTo(before).endsWith("\nAn upgrade's `nginx`.");
    }

    @Test
    void anEditThatCannotBeUsedLeavesTheTextBeforeInPlace() throws IOException {
        CommentWriter writer = new CommentWriter(new Templates(folder, List.of()));
        String before = queued(writer);
        write(Language.EN, State.QUEUED, "We got {{imge}}.");
        assertThat(queued(writer)).isEqualTo(before);

        Files.delete(file(folder, Language.EN, State.QUEUED));
        assertThat(queued(writer)).isEqualTo(before);

        write(Language.EN, State.QUEUED, "We got {{image}}.");
        assertThat(queued(writer)).endsWith("\nWe got `nginx`.");
    }

    private static String queued(CommentWriter writer) {
        return writer.write(Language.EN, List.of(new Outcome.Queued("nginx", 0)), new Context("x", 0, null, null));
    }

    private Path write(Language language, State state, String template) throws IOException {
        Path file = file(folder, language, state);
        FileTime before = Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
        Files.writeString(file, template);
        // A quick test edits twice within the clock of the file system.
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 10_000));
        return file;
    }

    private static Path file(Path folder, Language language, State state) {
        return folder.resolve(language.code()).resolve(state.fileName());
    }

    private static List<String> problems(Path folder, Path... overrides) {
        try {
            new Templates(folder, List.of(overrides));
            return List.of();
        } catch (Templates.InvalidTemplatesException e) {
            return e.problems();
        }
    }
}
