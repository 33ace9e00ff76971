package io.github.syncimage.registry;

/**
 * A user name and a password or token for one registry host or proxy; never prints the password.
 *
 * @param username or {@link #IDENTITY_TOKEN}, with an identity token as the password
 */
public record Credentials(String username, String password) {
    /** The user name by which Docker marks an identity token, in answers of credential helpers too. */
    public static final String IDENTITY_TOKEN = "<token>";

    /** Whether the password is an OAuth2 refresh token, which the host's token service takes for access tokens. */
    public boolean isIdentityToken() {
        return username.equals(IDENTITY_TOKEN);
    }

    @Override
    public String toString() {
        return username + ":***";
    }
}
