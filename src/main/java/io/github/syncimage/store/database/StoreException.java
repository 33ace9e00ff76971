package io.github.syncimage.store.database;

/** The database cannot be used; the message says which one and why, in one line and without its password. */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param name a file, or server and name without credentials */
    static StoreException couldNotOpen(String name, String why, Throwable cause) {
        return new StoreException("could not open the database (" + name + "): " + why, cause);
    }
}
