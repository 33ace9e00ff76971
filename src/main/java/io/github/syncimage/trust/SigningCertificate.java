package io.github.syncimage.trust;

import io.github.syncimage.text.Sha256;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;

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

    /**
     * A certificate log's promise, embedded in a certificate, that it has recorded it (an SCT). So an authority cannot issue a
     * certificate that nobody else gets to see.
     *
     * @param logId SHA-256 of the log's key
     * @param millis of the epoch, when the log took it
     * @param extensions of the promise, signed along; not empty at logs that serve tiles
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-3.2">RFC 6962, 3.2</a>
     */
    record Promise(byte[] logId, long millis, byte[] extensions, byte[] signature) {
        private static final ASN1ObjectIdentifier EXTENSION = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");
        private static final int LOG_ID = 32;
        private static final int VERSION_1 = 0;
        private static final int CERTIFICATE_TIMESTAMP = 0;
        private static final int PRECERTIFICATE = 1;
        /** Bytes of numbers and lengths in what a log signs. */
        private static final int SIGNED_BESIDE = 17;
        /** The number under which a certificate has its extensions. */
        private static final int EXTENSIONS = 3;

        /** Those that a certificate carries, maybe none. */
        static List<Promise> in(X509Certificate certificate) {
            byte[] value = certificate.getExtensionValue(EXTENSION.getId());
            if (value == null) {
                return List.of();
            }
            try {
                byte[] inner = ASN1OctetString.getInstance(value).getOctets();
                ByteBuffer list =
                        part(ByteBuffer.wrap(ASN1OctetString.getInstance(inner).getOctets()));
                List<Promise> all = new ArrayList<>();
                while (list.hasRemaining()) {
                    ByteBuffer one = part(list);
                    // Of another version nothing is known, so it counts for nothing.
                    if (one.get() == VERSION_1) {
                        all.add(read(one));
                    }
                }
                return all;
            } catch (BufferUnderflowException | IllegalArgumentException e) {
                throw new InvalidSignatureException("whose certificate has an SCT that cannot be read", e);
            }
        }

        private static Promise read(ByteBuffer one) {
            byte[] log = new byte[LOG_ID];
            one.get(log);
            long millis = one.getLong();
            byte[] extensions = part(one).array();
            // Which algorithms it claims; those of the log's key are used.
            one.getShort();
            return new Promise(log, millis, extensions, part(one).array());
        }

        /** Reads what follows its length in two bytes. */
        private static ByteBuffer part(ByteBuffer in) {
            byte[] part = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(part);
            return ByteBuffer.wrap(part);
        }

        /**
         * Whether this log signed it over this certificate, at a time at which the log was to be relied on.
         *
         * @param issuer that is known to have issued the certificate: there are several of one name
         */
        boolean holds(TrustedRoot.Log log, X509Certificate certificate, X509Certificate issuer) {
            return log.is(logId)
                    && log.validity().includes(Instant.ofEpochMilli(millis))
                    && log.key().verifies(signed(certificate, issuer), signature);
        }

        private byte[] signed(X509Certificate certificate, X509Certificate issuer) {
            try {
                byte[] recorded = precertificate(certificate);
                byte[] issuing = Sha256.of(issuer.getPublicKey().getEncoded());
                return ByteBuffer.allocate(SIGNED_BESIDE + issuing.length + recorded.length + extensions.length)
                        .put((byte) VERSION_1)
                        .put((byte) CERTIFICATE_TIMESTAMP)
                        .putLong(millis)
                        .putShort((short) PRECERTIFICATE)
                        .put(issuing)
                        .put((byte) (recorded.length >> Short.SIZE))
                        .putShort((short) recorded.length)
                        .put(recorded)
                        .putShort((short) extensions.length)
                        .put(extensions)
                        .array();
            } catch (IOException | IllegalArgumentException | CertificateEncodingException e) {
                throw new InvalidSignatureException("whose certificate cannot be read", e);
            }
        }

        /** The log got to see this: what the authority signs, before the promises were put into it. */
        private static byte[] precertificate(X509Certificate certificate)
                throws IOException, CertificateEncodingException {
            ASN1EncodableVector fields = new ASN1EncodableVector();
            for (ASN1Encodable field : ASN1Sequence.getInstance(certificate.getTBSCertificate())) {
                boolean extensions = field instanceof ASN1TaggedObject tagged && tagged.getTagNo() == EXTENSIONS;
                fields.add(extensions ? withoutPromises((ASN1TaggedObject) field) : field);
            }
            return new DERSequence(fields).getEncoded(ASN1Encoding.DER);
        }

        private static ASN1Encodable withoutPromises(ASN1TaggedObject extensions) {
            ExtensionsGenerator others = new ExtensionsGenerator();
            others.addExtension(Extensions.getInstance(extensions, true));
            others.removeExtension(EXTENSION);
            return new DERTaggedObject(true, EXTENSIONS, others.generate());
        }
    }
}
