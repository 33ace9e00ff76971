package io.github.syncimage.trust;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.stream.Collectors;

/** A rule asks for the signature of one of these. */
public sealed interface Signer {
    /**
     * Fails unless this signer made the signature.
     *
     * @return who made it, for people
     */
    String require(FoundSignature.Material signature) throws InvalidSignatureException;

    /** A message names this as wanted: {@code the key keys/acme.pub}. */
    String wanted();

    /** The options of cosign with which anybody can check the same. */
    String cosignOptions();

    /**
     * Whoever holds one of these keys.
     *
     * @param files at least one
     */
    record KeySigner(List<KeyFile> files) implements Signer {
        /** @param name as the operator wrote it */
        public record KeyFile(String name, List<VerificationKey> keys) {}

        @Override
        public String require(FoundSignature.Material signature) {
            for (KeyFile file : files) {
                if (file.keys().stream().anyMatch(key -> key.verifies(signature.signed(), signature.signature()))) {
                    return file.name();
                }
            }
            throw new InvalidSignatureException(
                    signature.certificate() == null
                            ? "by another key"
                            : "without a key, by whoever says to be "
                                    + signature.certificate().identity());
        }

        @Override
        public String wanted() {
            return files.stream().map(KeyFile::name).collect(Collectors.joining(" or "));
        }

        @Override
        public String cosignOptions() {
            return "--key " + files.get(0).name();
        }
    }

    /**
     * Whoever an identity provider vouches for.
     *
     * @param issuer the provider's URL
     * @param subject the e-mail address or URI; null where {@code subjectRegex} is given
     * @param subjectRegex matches the whole of it; null where {@code subject} is given
     */
    record KeylessSigner(String issuer, String subject, Pattern subjectRegex, TrustedRoot root) implements Signer {
        @Override
        public String require(FoundSignature.Material signature) {
            if (signature.certificate() == null) {
                throw new InvalidSignatureException("by a key, without a certificate");
            }
            SigningCertificate.Identity by = root.verify(signature);
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
}
