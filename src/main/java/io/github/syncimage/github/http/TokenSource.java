package io.github.syncimage.github.http;

import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.Sha256;
import java.io.IOException;

/**
 * Says which token a request to GitHub carries. It is asked before each request, so that a token that ends can be another
 * by then. Safe for threads.
 */
public interface TokenSource {
    /** The account where there is one only. */
    String ONLY = "token";

    /**
     * The account on which GitHub counts what is asked about this repository: its limits are by token, or by installation
     * of an App. Asks nobody; where the account is not known yet, a name that stands for that.
     *
     * @param repository null where a request is about none
     */
    default String account(RepositoryName repository) {
        return ONLY;
    }

    /**
     * The account by a name that other processes which use it know, too. No secret can be read from it.
     *
     * @param account as {@link #account} names it
     */
    default String sharedName(String account) {
        return account;
    }

    /**
     * The token, which may have to be asked for first.
     *
     * @param repository null where a request is about none
     * @throws IOException where there is none to be had
     */
    String token(RepositoryName repository) throws IOException;

    /**
     * GitHub has answered 401.
     *
     * @param token which it has refused; by now {@link #token} may give another
     * @return whether the request is to be sent again, with another token
     */
    default boolean refused(RepositoryName repository, String token) {
        return false;
    }

    /** One token for everything, which nobody can renew. */
    static TokenSource of(String token) {
        return new TokenSource() {
            @Override
            public String sharedName(String account) {
                // A token is far too long to be guessed by these.
                return account + " " + Sha256.digits(token, 6);
            }

            @Override
            public String token(RepositoryName repository) {
                return token;
            }
        };
    }

    /** There is no token for a request, for a reason that an operator has to mend; the message says which. */
    final class NoTokenException extends IOException {
        public NoTokenException(String message) {
            super(message);
        }
    }
}
