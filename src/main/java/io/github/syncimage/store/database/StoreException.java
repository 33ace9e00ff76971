package io.github.syncimage.store.database;

/** The database cannot be used; the message says which one and why, in one line and without its password. */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
