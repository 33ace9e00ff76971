package io.github.syncimage.registry;

/** A user name and a password or token for one registry host or proxy; never prints the password. */
public record Credentials(String username, String password) {
    @Override
    public String toString() {
        return username + ":***";
    }
}
