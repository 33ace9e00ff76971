package io.github.syncimage.store.run;

import io.github.syncimage.store.database.ForgivingDatabase;
import java.util.List;
import java.util.stream.Collectors;

/** Notes of one daemon for its next start. */
public record KeptNotes(ForgivingDatabase database) {
    private static final NoteTable TABLE = new NoteTable("", "''");

    /** Where nothing is noted. */
    public static KeptNotes none() {
        return new KeptNotes(null);
    }

    /** In the order in which they were written; none where they cannot be read. */
    public List<Note> all() {
        return database == null ? List.of() : database.read("look up the line", List.of(), TABLE::all);
    }

    public void write(List<Note> notes) {
        if (database == null || notes.isEmpty()) {
            return;
        }
        var removed = notes.stream().collect(Collectors.partitioningBy(note -> note.value() == null));
        database.write("note the line", connection -> {
            TABLE.put(connection, removed.get(false), TABLE.begin(connection).number());
            TABLE.remove(connection, removed.get(true));
            return null;
        });
    }
}
