package io.github.syncimage.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user name and a password or token for one registry host or proxy; never prints the password.
 *
 * @param username or {@link #IDENTITY_TOKEN}, with an identity token as the password
 */
public record Credentials(String username, String password) {
    /** The user name by which Docker marks an identity token, in answers of credential helpers too. */
    public static final String IDENTITY_TOKEN = "<token>";

    /** Tells whether the password is an OAuth2 refresh token, which the host's token service takes for access tokens. */
    public boolean isIdentityToken() {
        return username.equals(IDENTITY_TOKEN);
    }

    /** The value of an {@code Authorization} header. */
    public String basic() {
        String pair = username + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return username + ":***";
    }
}
