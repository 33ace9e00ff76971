package io.github.syncimage.store.run;

import java.util.List;

/**
 * What was changed since a daemon has asked last.
 *
 * @param server that said it: another one, or the same after a restart, may not have got all changes that were made
 * @param number of the last change
 * @param forgotten the last change of which it is forgotten what it removed: who knows an earlier one does not know all
 */
public record News(String server, long number, long forgotten, List<Note> notes) {}
