package io.github.syncimage.store;

/** The database cannot be used; the message says which one and why, in one line and without its password. */
public final class StoreException extends RuntimeException {
    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
