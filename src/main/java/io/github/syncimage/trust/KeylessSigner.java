package io.github.syncimage.trust;

import com.google.re2j.Pattern;

/**
 * Whoever an identity provider vouches for.
 *
 * @param issuer the provider's URL
 * @param subject the e-mail address or URI; null where {@code subjectRegex} is given
 * @param subjectRegex matches the whole of it; null where {@code subject} is given
 */
public record KeylessSigner(String issuer, String subject, Pattern subjectRegex, TrustedRoot root) implements Signer {
    @Override
    public String require(SignatureMaterial signature) {
        if (signature.certificate() == null) {
            throw new InvalidSignatureException("by a key, without a certificate");
        }
        SignerIdentity by = root.verify(signature);
        if (!issuer.equals(by.issuer()) || !isSubject(by.subject())) {
            throw new InvalidSignatureException("by " + by);
        }
        return by.toString();
    }

    private boolean isSubject(String found) {
        return subject == null ? subjectRegex.matches(found) : subject.equals(found);
    }

    @Override
    public String wanted() {
        return (subject == null ? "/" + subjectRegex.pattern() + "/" : subject) + " (" + issuer + ")";
    }

    @Override
    public String cosignOptions() {
        String identity = subject == null
                ? "--certificate-identity-regexp='^(" + subjectRegex.pattern() + ")$'"
                : "--certificate-identity=" + subject;
        return identity + " --certificate-oidc-issuer=" + issuer;
    }
}
