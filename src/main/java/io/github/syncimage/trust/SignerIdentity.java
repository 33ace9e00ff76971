package io.github.syncimage.trust;

/**
 * Who signed.
 *
 * @param subject an e-mail address or a URI
 * @param issuer who vouched for that, an OpenID Connect provider's URL
 */
public record SignerIdentity(String subject, String issuer) {
    /** For people: {@code somebody@example.com (https://accounts.example.com)}. */
    @Override
    public String toString() {
        return subject + " (" + issuer + ")";
    }
}
