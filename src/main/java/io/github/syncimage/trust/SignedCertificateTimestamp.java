package io.github.syncimage.trust;

import io.github.syncimage.text.Sha256;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;

/**
 * A certificate log's promise, embedded in a certificate, that it has recorded it (an SCT). So an authority cannot issue a
 * certificate that nobody else gets to see.
 *
 * @param logId SHA-256 of the log's key
 * @param millis of the epoch, when the log took it
 * @param extensions of the promise, signed along; not empty at logs that serve tiles
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-3.2">RFC 6962, 3.2</a>
 */
record SignedCertificateTimestamp(byte[] logId, long millis, byte[] extensions, byte[] signature) {
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
    static List<SignedCertificateTimestamp> in(X509Certificate certificate) {
        byte[] value = certificate.getExtensionValue(EXTENSION.getId());
        if (value == null) {
            return List.of();
        }
        try {
            byte[] inner = ASN1OctetString.getInstance(value).getOctets();
            ByteBuffer list =
                    part(ByteBuffer.wrap(ASN1OctetString.getInstance(inner).getOctets()));
            List<SignedCertificateTimestamp> all = new ArrayList<>();
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

    private static SignedCertificateTimestamp read(ByteBuffer one) {
        byte[] log = new byte[LOG_ID];
        one.get(log);
        long millis = one.getLong();
        byte[] extensions = part(one).array();
        // Which algorithms it claims; those of the log's key are used.
        one.getShort();
        return new SignedCertificateTimestamp(log, millis, extensions, part(one).array());
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
    private static byte[] precertificate(X509Certificate certificate) throws IOException, CertificateEncodingException {
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
