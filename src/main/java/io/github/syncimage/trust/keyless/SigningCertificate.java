package io.github.syncimage.trust.keyless;

import io.github.syncimage.trust.key.InvalidSignatureException;
import io.github.syncimage.trust.key.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A certificate that says who held a key for some minutes. Nothing of what it says is true before the authority that
 * issued it is known to have done so.
 *
 * @see <a href="https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md">Fulcio's extensions</a>
 */
public final class SigningCertificate {
    private static final String ISSUER = "1.3.6.1.4.1.57264.1.8";
    private static final String OLD_ISSUER = "1.3.6.1.4.1.57264.1.1";
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final int EMAIL = 1;
    private static final int URI = 6;
    private static final int UTF8_STRING = 0x0c;

    private final X509Certificate certificate;

    private SigningCertificate(X509Certificate certificate) {
        this.certificate = certificate;
    }

    /** @param encoded in DER, or PEM, of which the first counts */
    public static SigningCertificate read(byte[] encoded) {
        try {
            return new SigningCertificate(CertificateChain.certificate(encoded));
        } catch (CertificateException e) {
            throw new InvalidSignatureException("whose certificate cannot be read", e);
        }
    }

    X509Certificate x509() {
        return certificate;
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

    /** Whether this is the same certificate, to the byte. */
    boolean is(byte[] encoded) {
        try {
            return Arrays.equals(
                    certificate.getEncoded(),
                    CertificateChain.certificate(encoded).getEncoded());
        } catch (CertificateException e) {
            return false;
        }
    }

    byte[] der() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new InvalidSignatureException("whose certificate cannot be read", e);
        }
    }

    /** Who it says the signer is. */
    public SignerIdentity identity() {
        return new SignerIdentity(subject(), issuer());
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
        byte[] current = extension(ISSUER);
        if (current != null) {
            return text(content(current, UTF8_STRING));
        }
        byte[] old = extension(OLD_ISSUER);
        if (old == null) {
            throw new InvalidSignatureException("whose certificate does not say who vouched for its signer");
        }
        return text(old);
    }

    /** What the extension holds, without the OCTET STRING around it; null where there is none. */
    private byte[] extension(String oid) {
        byte[] wrapped = certificate.getExtensionValue(oid);
        return wrapped == null ? null : content(wrapped, 0x04);
    }

    /** The content of one DER value of at most 65,535 bytes. */
    private static byte[] content(byte[] der, int tag) {
        int at = 2;
        int length = der.length < 2 ? -1 : der[1] & 0xff;
        if (length == 0x81 && der.length > 2) {
            length = der[2] & 0xff;
            at = 3;
        } else if (length == 0x82 && der.length > 3) {
            length = (der[2] & 0xff) << 8 | der[3] & 0xff;
            at = 4;
        }
        if (length < 0 || (der[0] & 0xff) != tag || length != der.length - at) {
            throw new InvalidSignatureException("whose certificate has an extension that cannot be read");
        }
        return Arrays.copyOfRange(der, at, der.length);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
