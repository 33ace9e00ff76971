package io.github.syncimage.run;

/** What is remembered of runs can be neither read nor changed for now. */
public final class LedgerAwayException extends RuntimeException {
    LedgerAwayException(Throwable cause) {
        super("the database that daemons share cannot be asked: " + cause.getMessage(), cause);
    }
}
