package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** A small sigstore: an authority for certificates, a log, an authority for time stamps, made for a test. */
public final class Sigstore {
    public static final String ISSUER = "https://accounts.example.com";
    public static final String SUBJECT = "release@example.com";
    /** When everything is signed. */
    public static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");

    static final String SIGNS = "https://sigstore.dev/cosign/sign/v1";
    private static final String ECDSA = "SHA256withECDSA";
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(3650));

    private long serial = 1;
    final KeyPair log = curve("secp256r1");
    final KeyPair certificateLog = curve("secp256r1");
    private final KeyPair authority = curve("secp384r1");
    private final KeyPair intermediate = curve("secp384r1");
    private final KeyPair stamper = curve("secp256r1");
    private final X509Certificate root = authority("CN=root", authority);
    private final X509Certificate issuing = authority("CN=sub", intermediate);
    private final X509Certificate stamping = certificate(
            "CN=stamps",
            "CN=root",
            stamper.getPublic(),
            authority,
            LONG_AGO,
            Duration.ofDays(7300),
            KeyUsage.digitalSignature,
            List.of(use(KeyPurposeId.id_kp_timeStamping, true)));

    private static <T> T done(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair curve(String name) {
        return done(() -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        });
    }

    public static KeyPair pair(String algorithm, int bits) {
        return done(() -> {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        });
    }

    public static byte[] sign(String algorithm, PrivateKey key, byte[] bytes) {
        return done(() -> {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(bytes);
            return signature.sign();
        });
    }

    public static String pem(KeyPair pair) {
        return pem("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    /** What cosign writes about an image. */
    public static byte[] payload(Digest image) {
        return payload(image.toString(), "cosign container image signature");
    }

    static byte[] payload(String digest, String type) {
        return json("""
                {"critical": {"identity": {"docker-reference": "registry.example/some/name"},
                  "image": {"docker-manifest-digest": "%s"}, "type": "%s"}, "optional": null}
                """, digest, type);
    }

    private static byte[] json(String template, Object... values) {
        return template.formatted(values).getBytes(StandardCharsets.UTF_8);
    }

    public byte[] trustedRoot() {
        return trustedRoot(LONG_AGO, null);
    }

    /** What it says counts from {@code start} to {@code end}. */
    public byte[] trustedRoot(Instant start, Instant end) {
        return trustedRoot(start, end, log(certificateLog, start));
    }

    byte[] trustedRootWithoutCertificateLogs() {
        return trustedRoot(LONG_AGO, null, "");
    }

    private byte[] trustedRoot(Instant start, Instant end, String certificateLog) {
        String validFor = "{\"start\": \"%s\"%s}".formatted(start, end == null ? "" : ", \"end\": \"" + end + '"');
        return json("""
                {"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                 "certificateAuthorities": [%s], "timestampAuthorities": [%s], "tlogs": [%s], "ctlogs": [%s]}
                """, chain(validFor, issuing), chain(validFor, stamping), log(log, start), certificateLog);
    }

    private static String log(KeyPair key, Instant start) {
        byte[] encoded = key.getPublic().getEncoded();
        return """
                {"publicKey": {"rawBytes": "%s", "validFor": {"start": "%s"}}, "logId": {"keyId": "%s"}}
                """.formatted(base64(encoded), start, base64(Sha256.of(encoded)));
    }

    private String chain(String validFor, X509Certificate first) {
        return """
                {"certChain": {"certificates": [{"rawBytes": "%s"}, {"rawBytes": "%s"}]}, "validFor": %s}
                """.formatted(base64(der(first)), base64(der(root)), validFor);
    }

    private byte[] logId() {
        return Sha256.of(log.getPublic().getEncoded());
    }

    /** Who signs: a key of minutes with a certificate for it. */
    record Holder(KeyPair key, X509Certificate certificate) {
        String pem() {
            return Sigstore.pem("CERTIFICATE", der(certificate));
        }

        byte[] sign(byte[] bytes) {
            return Sigstore.sign(ECDSA, key.getPrivate(), bytes);
        }
    }

    Holder holder() {
        return holder(SUBJECT, ISSUER, KeyPurposeId.id_kp_codeSigning);
    }

    Holder holder(String subject, String issuer, KeyPurposeId use) {
        return holder(promises(), use(use, false), name(subject), issuer(issuer));
    }

    /** One whose certificate carries these promises of certificate logs, or none where null. */
    Holder holder(Function<X509Certificate, byte[]> promises) {
        return holder(promises, use(KeyPurposeId.id_kp_codeSigning, false), name(SUBJECT), issuer(ISSUER));
    }

    /** One whose certificate has only the issuer's extension of old. */
    Holder holderOfOld() {
        Extension old = new Extension(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.1"), false, ISSUER.getBytes(StandardCharsets.UTF_8));
        return holder(promises(), use(KeyPurposeId.id_kp_codeSigning, false), name(SUBJECT), old);
    }

    private Holder holder(Function<X509Certificate, byte[]> promises, Extension... extensions) {
        KeyPair key = curve("secp256r1");
        return new Holder(key, recorded(key.getPublic(), promises, extensions));
    }

    private static Extension use(KeyPurposeId use, boolean critical) {
        return extension(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(use));
    }

    private static Extension name(String subject) {
        boolean email = subject.contains("@") && !subject.contains("://");
        int kind = email ? GeneralName.rfc822Name : GeneralName.uniformResourceIdentifier;
        return extension(Extension.subjectAlternativeName, true, new GeneralNames(new GeneralName(kind, subject)));
    }

    private static Extension issuer(String issuer) {
        return extension(new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.8"), false, new DERUTF8String(issuer));
    }

    private static Extension extension(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        return done(() -> new Extension(id, critical, value.toASN1Primitive().getEncoded()));
    }

    /** A certificate in PEM whose Ed25519 key is no point of the curve. */
    String holderOfNoPoint() {
        return pem("CERTIFICATE", der(recorded(noPoint(), null)));
    }

    /** A key that Java reads, and cannot use. */
    static PublicKey noPoint() {
        return done(() -> {
            // There is no x to this y.
            EdECPoint none = new EdECPoint(false, BigInteger.TWO);
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, none));
        });
    }

    /** A certificate with what a log says of the same one without it. */
    private X509Certificate recorded(
            PublicKey key, Function<X509Certificate, byte[]> promises, Extension... extensions) {
        long number = serial;
        X509Certificate before = leaf(key, Stream.of(extensions));
        if (promises == null) {
            return before;
        }
        serial = number;
        Extension promised = extension(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), false, new DEROctetString(promises.apply(before)));
        // Not the last one, so that more than an end is cut off to get back to what was signed.
        return leaf(
                key,
                Stream.concat(
                        Stream.of(extensions[0], promised),
                        Arrays.stream(extensions).skip(1)));
    }

    private X509Certificate leaf(PublicKey key, Stream<Extension> extensions) {
        return certificate(
                "CN=sigstore",
                "CN=sub",
                key,
                intermediate,
                NOW.minusSeconds(60),
                Duration.ofMinutes(10),
                KeyUsage.digitalSignature,
                extensions.toList());
    }

    private X509Certificate authority(String subject, KeyPair key) {
        return certificate(
                subject,
                "CN=root",
                key.getPublic(),
                authority,
                LONG_AGO,
                Duration.ofDays(7300),
                KeyUsage.keyCertSign | KeyUsage.cRLSign,
                List.of(extension(Extension.basicConstraints, true, new BasicConstraints(true))));
    }

    private X509Certificate certificate(
            String subject,
            String issuer,
            PublicKey key,
            KeyPair by,
            Instant from,
            Duration valid,
            int usage,
            List<Extension> extensions) {
        return done(() -> {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    BigInteger.valueOf(serial++),
                    Date.from(from),
                    Date.from(from.plus(valid)),
                    new X500Name(subject),
                    key);
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            for (Extension extension : extensions) {
                builder.addExtension(extension);
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(ECDSA).build(by.getPrivate())));
        });
    }

    private Function<X509Certificate, byte[]> promises() {
        return before -> promises(promise(before, certificateLog, issuerKey(), NOW));
    }

    byte[] issuerKey() {
        return intermediate.getPublic().getEncoded();
    }

    /** The list that a certificate carries. */
    static byte[] promises(byte[]... each) {
        return sized(concat(Stream.of(each).map(Sigstore::sized).toArray(byte[][]::new)));
    }

    /** A certificate log's promise. */
    static byte[] promise(X509Certificate before, KeyPair log, byte[] issuerKey, Instant time, int... extensions) {
        return done(() -> {
            byte[] millis = ByteBuffer.allocate(8).putLong(time.toEpochMilli()).array();
            byte[] extra = sized(bytes(extensions));
            byte[] signed = concat(
                    bytes(0, 0),
                    millis,
                    bytes(0, 1),
                    Sha256.of(issuerKey),
                    bytes(0),
                    sized(before.getTBSCertificate()),
                    extra);
            return concat(
                    bytes(0),
                    Sha256.of(log.getPublic().getEncoded()),
                    millis,
                    extra,
                    bytes(4, 3),
                    sized(sign(ECDSA, log.getPrivate(), signed)));
        });
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] sized(byte[] bytes) {
        return concat(bytes(bytes.length >> 8, bytes.length), bytes);
    }

    private static byte[] concat(byte[]... parts) {
        return org.bouncycastle.util.Arrays.concatenate(parts);
    }

    /** The log's entry of a signature over a plain payload. */
    private static byte[] record(byte[] payload, byte[] signature, Holder holder) {
        return json("""
                {"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
                  "data": {"hash": {"algorithm": "sha256", "value": "%s"}},
                  "signature": {"content": "%s", "publicKey": {"content": "%s"}}}}
                """, hex(Sha256.of(payload)), base64(signature), base64(json(holder.pem())));
    }

    /** The log's entry of an envelope. */
    private static byte[] envelopeRecord(byte[] payload, byte[] signature, Holder holder) {
        return json("""
                {"apiVersion": "0.0.1", "kind": "dsse", "spec": {
                  "payloadHash": {"algorithm": "sha256", "value": "%s"},
                  "signatures": [{"signature": "%s", "verifier": "%s"}]}}
                """, hex(Sha256.of(payload)), base64(signature), base64(json(holder.pem())));
    }

    private byte[] promise(byte[] body, Instant time, KeyPair by) {
        byte[] canonical = json(
                "{\"body\":\"%s\",\"integratedTime\":%d,\"logID\":\"%s\",\"logIndex\":7}",
                base64(body), time.getEpochSecond(), hex(logId()));
        return sign(ECDSA, by.getPrivate(), canonical);
    }

    /** Annotations of a keyless signature as cosign makes them. */
    Map<String, String> annotations(byte[] payload, Holder holder) {
        return annotations(payload, holder, NOW, log);
    }

    Map<String, String> annotations(byte[] payload, Holder holder, Instant logged, KeyPair promiseBy) {
        byte[] signature = holder.sign(payload);
        byte[] body = record(payload, signature, holder);
        String bundle = """
                {"SignedEntryTimestamp": "%s",
                 "Payload": {"body": "%s", "integratedTime": %d, "logIndex": 7, "logID": "%s"}}
                """.formatted(
                        base64(promise(body, logged, promiseBy)), base64(body), logged.getEpochSecond(), hex(logId()));
        return new LinkedHashMap<>(Map.of(
                "dev.cosignproject.cosign/signature", base64(signature),
                "dev.sigstore.cosign/certificate", holder.pem(),
                "dev.sigstore.cosign/bundle", bundle));
    }

    /** What a registry would have beside an image at its tag. */
    static FoundSignature atTag(byte[] payload, Map<String, String> annotations) {
        return new FoundSignature(
                "sig",
                "application/vnd.dev.cosign.simplesigning.v1+json",
                Digest.of(payload),
                payload.length,
                annotations,
                () -> payload);
    }

    /** A proof of an entry in a log of three, of which this is the second. */
    String proof(byte[] body, KeyPair checkpointBy) {
        byte[] first = Sha256.of(bytes(0, 1));
        byte[] third = Sha256.of(bytes(0, 3));
        byte[] left = Sha256.of(bytes(1), first, Sha256.of(bytes(0), body));
        String note = "log.example - 1\n3\n" + base64(Sha256.of(bytes(1), left, third)) + "\n";
        byte[] signature = sign(ECDSA, checkpointBy.getPrivate(), json(note));
        String line = "\u2014 log.example " + base64(concat(Arrays.copyOf(logId(), 4), signature)) + "\n";
        return """
                "inclusionProof": {"logIndex": "1", "treeSize": "3", "hashes": ["%s", "%s"],
                  "checkpoint": {"envelope": "%s"}},""".formatted(base64(first), base64(third), (note + "\n" + line).replace("\n", "\\n"));
    }

    /** A promise of an entry. */
    String promise(byte[] body, KeyPair by) {
        return """
                "inclusionPromise": {"signedEntryTimestamp": "%s"},""".formatted(base64(promise(body, NOW, by)));
    }

    /** A time stamp of a signature. */
    byte[] stamp(byte[] signature, Instant time) {
        return done(() -> {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            var tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build(ECDSA, stamper.getPrivate(), stamping),
                    digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                    new ASN1ObjectIdentifier("1.2.3"));
            tokens.addCertificates(new JcaCertStore(List.of(stamping)));
            var request = new TimeStampRequestGenerator().generate(TSPAlgorithms.SHA256, Sha256.of(signature));
            return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                    .generate(request, BigInteger.ONE, Date.from(time))
                    .getEncoded();
        });
    }

    /** A statement as cosign writes it. */
    static byte[] statement(Digest image, String predicate) {
        return json("""
                {"_type": "https://in-toto.io/Statement/v1", "predicateType": "%s", "predicate": {},
                 "subject": [{"digest": {"%s": "%s"}}]}
                """, predicate, image.algorithm(), image.hex());
    }

    static byte[] authenticated(byte[] payload) {
        return concat(json("DSSEv1 28 application/vnd.in-toto+json %d ", payload.length), payload);
    }

    /** A bundle whose envelope holds a payload. */
    static FoundSignature bundle(byte[] payload, String material, byte[]... signatures) {
        byte[] bytes = json(
                """
                {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "verificationMaterial": {%s},
                 "dsseEnvelope": {"payload": "%s", "payloadType": "application/vnd.in-toto+json", "signatures": [%s]}}
                """,
                material,
                base64(payload),
                Stream.of(signatures)
                        .map(signature -> "{\"sig\": \"" + base64(signature) + "\"}")
                        .collect(Collectors.joining(", ")));
        return new FoundSignature(
                "bundle",
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                Digest.of(bytes),
                bytes.length,
                Map.of(),
                () -> bytes);
    }

    /**
     * A keyless bundle.
     *
     * @param witnesses what an entry of the log holds beside its body: {@link #promise}, {@link #proof}
     * @param stamps of a signature
     */
    FoundSignature bundle(byte[] payload, Function<byte[], String> witnesses, Function<byte[], List<byte[]>> stamps) {
        Holder holder = holder();
        byte[] signature = holder.sign(authenticated(payload));
        byte[] body = envelopeRecord(payload, signature, holder);
        String material = """
                "certificate": {"rawBytes": "%s"},
                "tlogEntries": [{%s "logIndex": "7", "logId": {"keyId": "%s"}, "integratedTime": "%d",
                  "canonicalizedBody": "%s"}],
                "timestampVerificationData": {"rfc3161Timestamps": [%s]}""".formatted(
                        base64(der(holder.certificate())),
                        witnesses.apply(body),
                        base64(logId()),
                        NOW.getEpochSecond(),
                        base64(body),
                        stamps.apply(signature).stream()
                                .map(stamp -> "{\"signedTimestamp\": \"" + base64(stamp) + "\"}")
                                .collect(Collectors.joining(", ")));
        return bundle(payload, material, signature);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] der(X509Certificate certificate) {
        return done(() -> certificate.getEncoded());
    }
}
