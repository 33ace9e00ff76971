package io.github.syncimage;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rooms for docs/architecture.md: in Mermaid, which knows which; below it each with its sentence. An arrow that
 * follows from others is left out.
 */
final class RoomsPicture {
    private static final String ROOT = "io.github.syncimage";
    private static final String EVERYBODY_KNOWS = "text";

    private RoomsPicture() {}

    static String of(Rooms rooms, JavaClasses classes) {
        StringBuilder text = new StringBuilder("```mermaid\nflowchart TD\n");
        Map<String, Set<String>> known = known(classes);
        known.forEach((room, others) -> others.stream()
                .filter(other -> others.stream().noneMatch(between -> reaches(between, other, known)))
                .forEach(other -> text.append("  %s --> %s\n".formatted(room, other))));
        text.append("```\n\n| room | what it is |\n| --- | --- |\n");
        for (Rooms.Room room : rooms.all()) {
            if (!room.name().isEmpty()) {
                String folder =
                        "src/main/java/io/github/syncimage/" + room.name().replace('.', '/');
                text.append("| [`%s`](../%s) | %s |\n".formatted(room.name(), folder, room.sentence()));
            }
        }
        return text.toString();
    }

    private static Map<String, Set<String>> known(JavaClasses classes) {
        Map<String, Set<String>> known = new TreeMap<>();
        classes.forEach(type -> known.computeIfAbsent(top(type.getPackageName()), room -> new TreeSet<>())
                .addAll(type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency
                                .getTargetClass()
                                .getBaseComponentType()
                                .getPackageName())
                        .filter(name -> name.startsWith(ROOT + "."))
                        .map(RoomsPicture::top)
                        .filter(room -> !room.equals(EVERYBODY_KNOWS) && !room.equals(top(type.getPackageName())))
                        .collect(Collectors.toSet())));
        known.remove(EVERYBODY_KNOWS);
        return known;
    }

    private static String top(String name) {
        return name.equals(ROOT) ? "Main" : name.substring(ROOT.length() + 1).replaceAll("\\..*", "");
    }

    private static boolean reaches(String from, String to, Map<String, Set<String>> known) {
        Set<String> next = known.getOrDefault(from, Set.of());
        return next.contains(to) || next.stream().anyMatch(room -> reaches(room, to, known));
    }
}
