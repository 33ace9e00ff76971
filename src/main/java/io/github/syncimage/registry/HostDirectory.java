package io.github.syncimage.registry;

import java.util.function.Function;

/**
 * Knows how registry hosts are reached, by their names in image references; {@link HostSettings#of} for one that is not
 * configured.
 */
@FunctionalInterface
public interface HostDirectory extends Function<String, HostSettings> {
    /**
     * Tells whether the operator's configuration names this host, so that any registry may lead to it. Asks for no
     * login.
     */
    default boolean names(String host) {
        return false;
    }

    /**
     * Looks again for the credentials of a host that refuses those at hand: a helper may have newer ones, a file may
     * have changed. May take seconds.
     *
     * @return null where there are none
     */
    default Credentials lookAgain(String host) {
        return apply(host).credentials();
    }

    /** Returns these hosts with the logins alone that may read an image which a stranger asks for: not the target's. */
    default HostDirectory ofSources() {
        return this;
    }
}
