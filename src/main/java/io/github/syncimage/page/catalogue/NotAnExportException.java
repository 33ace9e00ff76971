package io.github.syncimage.page.catalogue;

/** Something is there that no export has made; it stays as it is. The message names it. */
public final class NotAnExportException extends RuntimeException {
    NotAnExportException(String message) {
        super(message);
    }
}
