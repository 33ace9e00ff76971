package io.github.syncimage.trust;

import io.github.syncimage.image.Digest;
import io.github.syncimage.text.Json;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
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

    private static final Duration DECADE = Duration.ofDays(3650);
    private static final Duration MINUTES = Duration.ofMinutes(10);

    final KeyPair log = curve("secp256r1");
    final KeyPair certificateLog = curve("secp256r1");
    private final KeyPair authority = curve("secp384r1");
    private final KeyPair intermediate = curve("secp384r1");
    private final KeyPair stamper = curve("secp256r1");
    private final X509Certificate root;
    private final X509Certificate issuing;
    private final X509Certificate stamping;
    private long serial = 1;

    public Sigstore() {
        root = certificate("CN=root", "CN=root", authority, authority.getPrivate(), NOW.minus(DECADE), true, List.of());
        issuing = certificate(
                "CN=sub", "CN=root", intermediate, authority.getPrivate(), NOW.minus(DECADE), true, List.of());
        stamping = certificate(
                "CN=stamps",
                "CN=root",
                stamper,
                authority.getPrivate(),
                NOW.minus(DECADE),
                false,
                List.of(new Ext(
                        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))));
    }

    public static KeyPair curve(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] sign(String algorithm, PrivateKey key, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
        return ("{\"critical\":{\"identity\":{\"docker-reference\":\"registry.example/some/name\"},"
                        + "\"image\":{\"docker-manifest-digest\":\"" + digest + "\"},\"type\":\"" + type
                        + "\"},\"optional\":null}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What the log says: certificates from {@code since} on, and times. */
    public byte[] trustedRoot() {
        return trustedRoot(NOW.minus(DECADE), null);
    }

    public byte[] trustedRoot(Instant start, Instant end) {
        return trustedRoot(start, end, List.of(log(certificateLog, start, null)));
    }

    /** @param certificateLogs each by {@link #log} */
    byte[] trustedRoot(Instant start, Instant end, List<Map<String, Object>> certificateLogs) {
        Map<String, Object> validFor = new LinkedHashMap<>();
        validFor.put("start", start.toString());
        if (end != null) {
            validFor.put("end", end.toString());
        }
        return Json.write(Map.of(
                "mediaType",
                "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "certificateAuthorities",
                List.of(authority(validFor, issuing, root)),
                "timestampAuthorities",
                List.of(authority(validFor, stamping, root)),
                "tlogs",
                List.of(log(log, start, null)),
                "ctlogs",
                certificateLogs));
    }

    /** A log of a trusted root. */
    static Map<String, Object> log(KeyPair key, Instant start, Instant end) {
        byte[] encoded = key.getPublic().getEncoded();
        Map<String, Object> validFor = new LinkedHashMap<>(Map.of("start", start.toString()));
        if (end != null) {
            validFor.put("end", end.toString());
        }
        return Map.of(
                "publicKey",
                Map.of("rawBytes", base64(encoded), "validFor", validFor),
                "logId",
                Map.of("keyId", base64(sha256(encoded))));
    }

    private static Map<String, Object> authority(Map<String, Object> validFor, X509Certificate... chain) {
        return Map.of(
                "certChain",
                Map.of(
                        "certificates",
                        Arrays.stream(chain)
                                .map(certificate -> Map.of("rawBytes", base64(der(certificate))))
                                .toList()),
                "validFor",
                validFor);
    }

    byte[] logId() {
        return sha256(log.getPublic().getEncoded());
    }

    /** Who signs: a key of minutes with a certificate for it. */
    public record Holder(KeyPair key, X509Certificate certificate) {
        String pem() {
            return Sigstore.pem("CERTIFICATE", der(certificate));
        }
    }

    public Holder holder() {
        return holder(SUBJECT, ISSUER, NOW.minusSeconds(60), KeyPurposeId.id_kp_codeSigning);
    }

    Holder holder(String subject, String issuer, Instant from, KeyPurposeId use) {
        return holder(subject, issuer, from, use, promises());
    }

    /** One whose certificate carries these promises of certificate logs, or none where null. */
    Holder holder(Function<X509Certificate, byte[]> promises) {
        return holder(SUBJECT, ISSUER, NOW.minusSeconds(60), KeyPurposeId.id_kp_codeSigning, promises);
    }

    private Holder holder(
            String subject, String issuer, Instant from, KeyPurposeId use, Function<X509Certificate, byte[]> promises) {
        KeyPair key = curve("secp256r1");
        GeneralName name = new GeneralName(
                subject.contains("@") && !subject.contains("://")
                        ? GeneralName.rfc822Name
                        : GeneralName.uniformResourceIdentifier,
                subject);
        X509Certificate certificate = recorded(
                key,
                from,
                List.of(
                        new Ext(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use)),
                        new Ext(Extension.subjectAlternativeName, true, new GeneralNames(name)),
                        new Ext(new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.8"), false, new DERUTF8String(issuer))),
                Map.of(),
                promises);
        return new Holder(key, certificate);
    }

    /** A certificate in PEM whose Ed25519 key is no point of the curve. */
    String holderOfNoPoint() {
        return pem(
                "CERTIFICATE",
                der(recorded(new KeyPair(noPoint(), null), NOW.minusSeconds(60), List.of(), Map.of(), null)));
    }

    /** A key that Java reads, and cannot use. */
    static PublicKey noPoint() {
        try {
            // There is no x to this y.
            EdECPoint none = new EdECPoint(false, BigInteger.TWO);
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, none));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One whose certificate has only the extension of old. */
    Holder holderOfOld() {
        KeyPair key = curve("secp256r1");
        X509Certificate certificate = recorded(
                key,
                NOW.minusSeconds(60),
                List.of(
                        new Ext(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning)),
                        new Ext(
                                Extension.subjectAlternativeName,
                                true,
                                new GeneralNames(new GeneralName(GeneralName.rfc822Name, SUBJECT)))),
                Map.of("1.3.6.1.4.1.57264.1.1", ISSUER.getBytes(StandardCharsets.UTF_8)),
                promises());
        return new Holder(key, certificate);
    }

    /** A certificate with what a log says of the same one without it. */
    private X509Certificate recorded(
            KeyPair key,
            Instant from,
            List<Ext> extensions,
            Map<String, byte[]> raw,
            Function<X509Certificate, byte[]> promises) {
        long number = serial;
        X509Certificate before =
                certificate("CN=sigstore", "CN=sub", key, intermediate.getPrivate(), from, false, extensions, raw);
        if (promises == null) {
            return before;
        }
        List<Ext> more = new ArrayList<>(extensions);
        // Not the last one, so that more than an end is cut off to get back to what was signed.
        more.add(
                1,
                new Ext(
                        new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"),
                        false,
                        new DEROctetString(promises.apply(before))));
        serial = number;
        return certificate("CN=sigstore", "CN=sub", key, intermediate.getPrivate(), from, false, more, raw);
    }

    private Function<X509Certificate, byte[]> promises() {
        return before -> promises(promise(before, certificateLog, issuerKey(), NOW, new byte[0]));
    }

    byte[] issuerKey() {
        return intermediate.getPublic().getEncoded();
    }

    /** The list that a certificate carries. */
    static byte[] promises(byte[]... each) {
        byte[] all = new byte[0];
        for (byte[] one : each) {
            all = concat(all, length(one), one);
        }
        return concat(length(all), all);
    }

    /** A certificate log's promise. */
    static byte[] promise(X509Certificate before, KeyPair log, byte[] issuerKey, Instant time, byte[] extensions) {
        try {
            byte[] recorded = before.getTBSCertificate();
            byte[] millis = ByteBuffer.allocate(8).putLong(time.toEpochMilli()).array();
            byte[] signed = concat(
                    new byte[] {0, 0},
                    millis,
                    new byte[] {0, 1},
                    sha256(issuerKey),
                    new byte[] {0},
                    length(recorded),
                    recorded,
                    length(extensions),
                    extensions);
            byte[] signature = sign("SHA256withECDSA", log.getPrivate(), signed);
            return concat(
                    new byte[] {0},
                    sha256(log.getPublic().getEncoded()),
                    millis,
                    length(extensions),
                    extensions,
                    new byte[] {4, 3},
                    length(signature),
                    signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] length(byte[] bytes) {
        return new byte[] {(byte) (bytes.length >> 8), (byte) bytes.length};
    }

    private record Ext(ASN1ObjectIdentifier id, boolean critical, org.bouncycastle.asn1.ASN1Encodable value) {}

    private X509Certificate certificate(
            String subject,
            String issuer,
            KeyPair key,
            PrivateKey by,
            Instant from,
            boolean authority,
            List<Ext> extensions) {
        return certificate(subject, issuer, key, by, from, authority, extensions, Map.of());
    }

    private X509Certificate certificate(
            String subject,
            String issuer,
            KeyPair key,
            PrivateKey by,
            Instant from,
            boolean authority,
            List<Ext> extensions,
            Map<String, byte[]> raw) {
        Instant until = from.plus(authority || subject.equals("CN=stamps") ? DECADE.multipliedBy(2) : MINUTES);
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    BigInteger.valueOf(serial++),
                    Date.from(from),
                    Date.from(until),
                    new X500Name(subject),
                    key.getPublic());
            if (authority) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            }
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
            for (Ext extension : extensions) {
                builder.addExtension(extension.id(), extension.critical(), extension.value());
            }
            for (Map.Entry<String, byte[]> extension : raw.entrySet()) {
                builder.addExtension(new ASN1ObjectIdentifier(extension.getKey()), false, extension.getValue());
            }
            String algorithm = "SHA256withECDSA";
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(by)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The entry of a signature over a plain payload. */
    static byte[] record(byte[] payload, byte[] signature, Holder holder) {
        return Json.write(Map.of(
                "apiVersion",
                "0.0.1",
                "kind",
                "hashedrekord",
                "spec",
                Map.of(
                        "data",
                        Map.of("hash", Map.of("algorithm", "sha256", "value", hex(sha256(payload)))),
                        "signature",
                        Map.of(
                                "content",
                                base64(signature),
                                "publicKey",
                                Map.of("content", base64(holder.pem().getBytes(StandardCharsets.US_ASCII)))))));
    }

    /** The entry of an envelope. */
    static byte[] envelopeRecord(byte[] payload, byte[] signature, Holder holder) {
        return Json.write(Map.of(
                "apiVersion",
                "0.0.1",
                "kind",
                "dsse",
                "spec",
                Map.of(
                        "payloadHash",
                        Map.of("algorithm", "sha256", "value", hex(sha256(payload))),
                        "signatures",
                        List.of(Map.of(
                                "signature",
                                base64(signature),
                                "verifier",
                                base64(holder.pem().getBytes(StandardCharsets.US_ASCII)))))));
    }

    byte[] promise(byte[] body, Instant time, PrivateKey by) {
        Map<String, Object> json = new TreeMap<>();
        json.put("body", base64(body));
        json.put("integratedTime", time.getEpochSecond());
        json.put("logID", hex(logId()));
        json.put("logIndex", 7L);
        return sign("SHA256withECDSA", by, Json.write(json));
    }

    /** The annotation that cosign puts beside a signature. */
    String bundleAnnotation(byte[] body, Instant time, PrivateKey promiseBy) {
        return new String(
                Json.write(Map.of(
                        "SignedEntryTimestamp",
                        base64(promise(body, time, promiseBy)),
                        "Payload",
                        Map.of(
                                "body",
                                base64(body),
                                "integratedTime",
                                time.getEpochSecond(),
                                "logIndex",
                                7L,
                                "logID",
                                hex(logId())))),
                StandardCharsets.UTF_8);
    }

    /** Annotations of a keyless signature as cosign makes them. */
    public Map<String, String> annotations(byte[] payload, Holder holder) {
        return annotations(payload, holder, NOW);
    }

    Map<String, String> annotations(byte[] payload, Holder holder, Instant logged) {
        byte[] signature = sign("SHA256withECDSA", holder.key().getPrivate(), payload);
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("dev.cosignproject.cosign/signature", base64(signature));
        annotations.put("dev.sigstore.cosign/certificate", holder.pem());
        annotations.put(
                "dev.sigstore.cosign/bundle",
                bundleAnnotation(record(payload, signature, holder), logged, log.getPrivate()));
        return annotations;
    }

    /** A log of three entries, of which this is the second. */
    Map<String, Object> proof(byte[] body, PrivateKey checkpointBy) {
        byte[] first = sha256(new byte[] {0, 1});
        byte[] third = sha256(new byte[] {0, 3});
        byte[] leaf = sha256(concat(new byte[] {0}, body));
        byte[] left = sha256(concat(new byte[] {1}, first, leaf));
        byte[] top = sha256(concat(new byte[] {1}, left, third));
        String note = "log.example - 1\n3\n" + base64(top) + "\n";
        byte[] signature = sign("SHA256withECDSA", checkpointBy, note.getBytes(StandardCharsets.UTF_8));
        String line = "\u2014 log.example " + base64(concat(Arrays.copyOf(logId(), 4), signature)) + "\n";
        return Map.of(
                "logIndex", "1",
                "treeSize", "3",
                "rootHash", base64(top),
                "hashes", List.of(base64(first), base64(third)),
                "checkpoint", Map.of("envelope", note + "\n" + line));
    }

    /** A time stamp of a signature. */
    byte[] stamp(byte[] signature, Instant time) {
        try {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            var tokens = new TimeStampTokenGenerator(
                    new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withECDSA", stamper.getPrivate(), stamping),
                    digests.get(new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                            org.bouncycastle.asn1.nist.NISTObjectIdentifiers.id_sha256)),
                    new ASN1ObjectIdentifier("1.2.3"));
            tokens.addCertificates(new JcaCertStore(List.of(stamping)));
            var request = new TimeStampRequestGenerator().generate(TSPAlgorithms.SHA256, sha256(signature));
            return new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED)
                    .generate(request, BigInteger.ONE, Date.from(time))
                    .getEncoded();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A statement as cosign writes it. */
    static byte[] statement(Digest image, String predicate) {
        return Json.write(Map.of(
                "_type",
                "https://in-toto.io/Statement/v1",
                "subject",
                List.of(Map.of("digest", Map.of(image.algorithm(), image.hex()))),
                "predicateType",
                predicate,
                "predicate",
                Map.of()));
    }

    static byte[] authenticated(byte[] payload) {
        String type = "application/vnd.in-toto+json";
        return concat(
                ("DSSEv1 " + type.length() + " " + type + " " + payload.length + " ").getBytes(StandardCharsets.UTF_8),
                payload);
    }

    /** A bundle, of which a test changes what it likes. */
    static Map<String, Object> bundle(byte[] payload, byte[] signature, Map<String, Object> material) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
        bundle.put("verificationMaterial", material);
        bundle.put(
                "dsseEnvelope",
                Map.of(
                        "payload",
                        base64(payload),
                        "payloadType",
                        "application/vnd.in-toto+json",
                        "signatures",
                        List.of(Map.of("sig", base64(signature)))));
        return bundle;
    }

    /** What a bundle carries beside its envelope. */
    Map<String, Object> material(Holder holder, Map<String, Object> entry, List<byte[]> stamps) {
        List<Object> signed = new ArrayList<>();
        stamps.forEach(stamp -> signed.add(Map.of("signedTimestamp", base64(stamp))));
        return Map.of(
                "certificate",
                Map.of("rawBytes", base64(der(holder.certificate()))),
                "tlogEntries",
                List.of(entry),
                "timestampVerificationData",
                Map.of("rfc3161Timestamps", signed));
    }

    /** An entry of a bundle: with a promise, a proof, or both. */
    Map<String, Object> entry(byte[] body, PrivateKey promiseBy, PrivateKey checkpointBy) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("logIndex", "7");
        entry.put("logId", Map.of("keyId", base64(logId())));
        entry.put("integratedTime", String.valueOf(NOW.getEpochSecond()));
        if (promiseBy != null) {
            entry.put("inclusionPromise", Map.of("signedEntryTimestamp", base64(promise(body, NOW, promiseBy))));
        }
        if (checkpointBy != null) {
            entry.put("inclusionProof", proof(body, checkpointBy));
        }
        entry.put("canonicalizedBody", base64(body));
        return entry;
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] concat(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
