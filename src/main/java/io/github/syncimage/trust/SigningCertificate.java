package io.github.syncimage.trust;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1UTF8String;

/**
 * A certificate that says who held a key for some minutes. Nothing of what it says is true before the authority that
 * issued it is known to have done so.
 *
 * @see <a href="https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md">Fulcio's extensions</a>
 */
public record SigningCertificate(X509Certificate certificate) {
    private static final String ISSUER = "1.3.6.1.4.1.57264.1.8";
    private static final String OLD_ISSUER = "1.3.6.1.4.1.57264.1.1";
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final int EMAIL = 1;
    private static final int URI = 6;

    /**
     * Who signed.
     *
     * @param subject an e-mail address or a URI
     * @param issuer who vouched for that, an OpenID Connect provider's URL
     */
    public record Identity(String subject, String issuer) {
        /** For people: {@code somebody@example.com (https://accounts.example.com)}. */
        @Override
        public String toString() {
            return subject + " (" + issuer + ")";
        }
    }

    /** @param encoded in DER, or PEM, of which the first counts */
    public static SigningCertificate read(byte[] encoded) {
        try {
            return new SigningCertificate(CertificateChain.certificate(encoded));
        } catch (CertificateException e) {
            throw new InvalidSignatureException("whose certificate cannot be read", e);
        }
    }

    boolean validAt(Instant time) {
        return !time.isBefore(certificate.getNotBefore().toInstant())
                && !time.isAfter(certificate.getNotAfter().toInstant());
    }

    VerificationKey key() {
        try {
            return VerificationKey.of(certificate.getPublicKey());
        } catch (IllegalArgumentException e) {
            throw new InvalidSignatureException("whose certificate's key " + e.getMessage(), e);
        }
    }

    /** One that may sign, and nothing else. */
    void requireForSigning() {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            boolean signs = uses != null && uses.contains(CODE_SIGNING);
            if (!signs || certificate.getBasicConstraints() >= 0) {
                throw new InvalidSignatureException("whose certificate is none for signing code");
            }
        } catch (CertificateParsingException e) {
            throw new InvalidSignatureException("whose certificate cannot be read", e);
        }
    }

    boolean is(byte[] encoded) {
        try {
            return certificate.equals(CertificateChain.certificate(encoded));
        } catch (CertificateException e) {
            return false;
        }
    }

    public Identity identity() {
        return new Identity(subject(), issuer());
    }

    /** The only one that authorities write; where there are several, nobody says which is meant. */
    private String subject() {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null || names.size() != 1) {
                throw new InvalidSignatureException("whose certificate does not name one signer");
            }
            List<?> name = names.iterator().next();
            if (!name.get(0).equals(EMAIL) && !name.get(0).equals(URI)) {
                throw new InvalidSignatureException("whose certificate names its signer neither by e-mail nor by URI");
            }
            return name.get(1).toString();
        } catch (CertificateParsingException e) {
            throw new InvalidSignatureException("whose certificate cannot be read", e);
        }
    }

    private String issuer() {
        byte[] current = certificate.getExtensionValue(ISSUER);
        byte[] old = certificate.getExtensionValue(OLD_ISSUER);
        if (current == null && old == null) {
            throw new InvalidSignatureException("whose certificate does not say who vouched for its signer");
        }
        try {
            return current == null
                    ? new String(content(old), StandardCharsets.UTF_8)
                    : ASN1UTF8String.getInstance(content(current)).getString();
        } catch (IllegalArgumentException e) {
            throw new InvalidSignatureException("whose certificate has an extension that cannot be read", e);
        }
    }

    private static byte[] content(byte[] octets) {
        return ASN1OctetString.getInstance(octets).getOctets();
    }
}
