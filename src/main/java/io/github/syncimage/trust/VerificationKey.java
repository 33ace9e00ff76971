package io.github.syncimage.trust;

import java.io.IOException;
import java.io.StringReader;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * A public key and the algorithms that signers use with such a one: ECDSA on NIST's curves, RSA with PKCS #1 v1.5 of at
 * least 2048 bits, Ed25519. Cosign hashes with SHA-256 whatever the curve, other clients of sigstore with the curve's own.
 */
public final class VerificationKey {
    private static final int LEAST_RSA_BITS = 2048;
    private static final Map<ASN1Encodable, List<String>> CURVES = Map.of(
            SECObjectIdentifiers.secp256r1, List.of("SHA256withECDSA"),
            SECObjectIdentifiers.secp384r1, List.of("SHA384withECDSA", "SHA256withECDSA"),
            SECObjectIdentifiers.secp521r1, List.of("SHA512withECDSA", "SHA256withECDSA"));
    private static final List<String> RSA = List.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA");

    private final PublicKey key;
    private final List<String> algorithms;

    private VerificationKey(PublicKey key, List<String> algorithms) {
        this.key = key;
        this.algorithms = algorithms;
    }

    /**
     * Reads a PEM file of public keys, {@code cosign.pub} or what OpenSSL writes.
     *
     * @return at least one
     * @throws IllegalArgumentException saying what is wrong with the file
     */
    public static List<VerificationKey> readPem(String pem) {
        List<VerificationKey> keys = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(pem))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                keys.add(read(block));
            }
        } catch (IOException | DecoderException e) {
            throw new IllegalArgumentException("holds a key that cannot be read", e);
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("holds no public key in PEM (-----BEGIN PUBLIC KEY-----)");
        }
        return keys;
    }

    private static VerificationKey read(PemObject block) {
        return switch (block.getType()) {
            case "PUBLIC KEY" -> parse(block.getContent());
            case "RSA PUBLIC KEY" -> parseRsa(block.getContent());
            default ->
                throw new IllegalArgumentException(
                        block.getType().endsWith("PRIVATE KEY")
                                ? "holds a private key, which nobody but its owner may have; the public one is needed"
                                        + " (cosign.pub)"
                                : "holds a " + block.getType() + ", and a PUBLIC KEY is needed");
        };
    }

    /** @throws IllegalArgumentException saying what is wrong with the key */
    static VerificationKey of(PublicKey key) {
        List<String> algorithms = algorithms(key);
        try {
            // A point that is on no curve, say, is found out here and not at the first signature.
            Signature.getInstance(algorithms.get(0)).initVerify(key);
        } catch (InvalidKeyException | ProviderException e) {
            throw new IllegalArgumentException("cannot be used: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java cannot check " + algorithms.get(0), e);
        }
        return new VerificationKey(key, algorithms);
    }

    /** Reads the form that keys have in certificates. */
    static VerificationKey parse(byte[] subjectPublicKeyInfo) {
        PublicKey key;
        try {
            key = new JcaPEMKeyConverter().getPublicKey(SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo));
        } catch (PEMException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is no public key of a kind that is understood (ECDSA P-256, P-384, P-521; RSA; Ed25519)", e);
        }
        return of(key);
    }

    /** Reads PKCS #1's own form of an RSA key, which does not say that it is one. */
    static VerificationKey parseRsa(byte[] rsaPublicKey) {
        try {
            AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
            return parse(new SubjectPublicKeyInfo(rsa, rsaPublicKey).getEncoded());
        } catch (IOException e) {
            throw new IllegalArgumentException("holds a key that cannot be read", e);
        }
    }

    private static List<String> algorithms(PublicKey key) {
        if (key instanceof ECPublicKey) {
            AlgorithmIdentifier algorithm =
                    SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm();
            return Optional.ofNullable(CURVES.get(algorithm.getParameters()))
                    .orElseThrow(() -> new IllegalArgumentException("is on another curve than P-256, P-384 or P-521"));
        }
        if (key instanceof RSAPublicKey rsa) {
            if (rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
                throw new IllegalArgumentException("is an RSA key of less than " + LEAST_RSA_BITS + " bits");
            }
            return RSA;
        }
        if (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519")) {
            return List.of("Ed25519");
        }
        throw new IllegalArgumentException("is of the kind " + key.getAlgorithm() + ", which is not understood");
    }

    boolean verifies(byte[] signed, byte[] signature) {
        return algorithms.stream().anyMatch(algorithm -> verifies(algorithm, signed, signature));
    }

    private boolean verifies(String algorithm, byte[] signed, byte[] signature) {
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java cannot check " + algorithm, e);
        } catch (InvalidKeyException | SignatureException | ProviderException unusable) {
            return false;
        }
    }
}
