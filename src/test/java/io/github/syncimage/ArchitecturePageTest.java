package io.github.syncimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/architecture.md} shows the rooms as they are: in Mermaid, which knows which, without arrows that follow from
 * others; below it each with its sentence. {@code make drawings} writes them anew.
 */
class ArchitecturePageTest {
    private static final Path PAGE = Path.of("docs/architecture.md");
    private static final String BEGIN = "<!-- rooms: made by `make drawings` -->\n";
    private static final String END = "<!-- end of rooms -->";
    private static final String ROOT = "io.github.syncimage";
    private static final String SOURCES = "src/main/java/io/github/syncimage";
    private static final String EVERYBODY_KNOWS = "text";
    private static final Pattern FIRST_SENTENCE =
            Pattern.compile("(?s)/\\*\\*[\\s*]*(.+?\\.)(?=\\s).*\\*/\\s*package ");

    @Test
    void theRoomsAreThoseOfThePackages() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String current = page.substring(0, begin) + picture() + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("drawings.write")) {
            Files.writeString(PAGE, current);
        }
        assertThat(Files.readString(PAGE))
                .as("`make drawings` makes it current")
                .isEqualTo(current);
    }

    @Test
    void everyPackageSaysItsIdea() throws IOException {
        assertThat(sentences())
                .as("each package has a package-info with a sentence: what cannot be said in one is not one room")
                .allSatisfy((room, sentence) -> assertThat(sentence).as(room).isNotEmpty());
    }

    private static String table() throws IOException {
        StringBuilder table = new StringBuilder("\n| room | what it is |\n| --- | --- |\n");
        sentences()
                .forEach((room, sentence) -> table.append(
                        "| [`%s`](../%s/%s) | %s |\n".formatted(room, SOURCES, room.replace('.', '/'), sentence)));
        return table.toString();
    }

    /** The first sentence of each {@code package-info}, in Markdown; empty where there is none. */
    private static Map<String, String> sentences() throws IOException {
        Path root = Path.of(SOURCES);
        Map<String, String> sentences = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path folder : (Iterable<Path>)
                    files.filter(file -> file.toString().endsWith(".java")).map(Path::getParent)::iterator) {
                String room = root.relativize(folder).toString().replace('/', '.');
                if (!room.isEmpty() && !sentences.containsKey(room)) {
                    sentences.put(room, sentence(folder.resolve("package-info.java")));
                }
            }
        }
        return sentences;
    }

    private static String sentence(Path info) throws IOException {
        Matcher sentence = FIRST_SENTENCE.matcher(Files.exists(info) ? Files.readString(info) : "");
        return sentence.find()
                ? sentence.group(1)
                        .replaceAll("\\s*\\n \\* ?", " ")
                        .replaceAll("\\{@(?:code|link)\\s+(?:[a-z]+\\.)*([^}]+)}", "`$1`")
                : "";
    }

    private static String picture() {
        StringBuilder text = new StringBuilder("```mermaid\nflowchart TD\n");
        Map<String, Set<String>> known = known();
        known.forEach((room, others) -> others.stream()
                .filter(other -> others.stream().noneMatch(between -> reaches(between, other, known)))
                .forEach(other -> text.append("  %s --> %s\n".formatted(room, other))));
        return text.append("```\n").toString();
    }

    private static Map<String, Set<String>> known() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
        Map<String, Set<String>> known = new TreeMap<>();
        classes.forEach(type -> {
            String room = room(type.getPackageName());
            Set<String> others = known.computeIfAbsent(room, any -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency ->
                            dependency.getTargetClass().getBaseComponentType().getPackageName())
                    .filter(name -> name.startsWith(ROOT + "."))
                    .map(ArchitecturePageTest::room)
                    .filter(other -> !other.equals(EVERYBODY_KNOWS) && !other.equals(room))
                    .forEach(others::add);
        });
        known.remove(EVERYBODY_KNOWS);
        return known;
    }

    private static String room(String name) {
        return name.equals(ROOT) ? "Main" : name.substring(ROOT.length() + 1).replaceAll("\\..*", "");
    }

    private static boolean reaches(String from, String to, Map<String, Set<String>> known) {
        Set<String> next = known.getOrDefault(from, Set.of());
        return next.contains(to) || next.stream().anyMatch(room -> reaches(room, to, known));
    }
}
