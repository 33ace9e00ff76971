package io.github.syncimage.store.database;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where the images of a team of daemons go, which no other team in the database has: docs/decisions/0152. Unlike what
 * daemons call their team it stays when they are told of another repository.
 *
 * @param own each {@code registry/namespace}; none where all rows are this program's
 */
public record Namespaces(List<String> own) {
    public static final Namespaces ALL = new Namespaces(List.of());

    /** SQL for the namespace that an image's name in the column {@code target} has: all before its last slash. */
    private static final String OF_TARGET = "rtrim(rtrim(target, replace(target, '/', '')), '/')";

    public Namespaces {
        own = List.copyOf(own);
    }

    /** What to write in the column {@code namespace} beside an image's name; null where nobody has to be told apart. */
    public String of(String target) {
        String namespace = target.substring(0, Math.max(0, target.lastIndexOf('/')));
        return own.contains(namespace) ? namespace : any();
    }

    /** The same for what has no target. */
    public String any() {
        return own.isEmpty() ? null : own.get(0);
    }

    /** What a watch list of that name is called in its tables: a file's name has no slash. */
    public String stored(String list) {
        return own.isEmpty() ? list : any() + "/" + list;
    }

    /** The name of a list that is {@link #stored} so, by whichever team. */
    public static String list(String stored) {
        return stored.substring(stored.lastIndexOf('/') + 1);
    }

    /** A condition in SQL: images of this team. What was copied by hand has its target's namespace. */
    public String images() {
        return own.isEmpty() ? "TRUE" : "COALESCE(namespace, " + OF_TARGET + ") IN (" + marks() + ")";
    }

    /** A condition for rows without a target: those that name no namespace are everybody's. */
    public String rows() {
        return own.isEmpty() ? "TRUE" : "(namespace IS NULL OR namespace IN (" + marks() + "))";
    }

    private String marks() {
        return "?" + ", ?".repeat(own.size() - 1);
    }

    /** The values of a statement, with those of one condition between. */
    public Object[] values(List<?> before, Object... after) {
        return Stream.of(before.stream(), own.stream(), Stream.of(after))
                .flatMap(part -> part)
                .toArray();
    }
}
