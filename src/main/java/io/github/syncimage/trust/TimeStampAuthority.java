package io.github.syncimage.trust;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/** Reads time stamps as RFC 3161 has them, by the authorities of a trusted root. */
final class TimeStampAuthority {
    private static final Map<ASN1ObjectIdentifier, String> HASHES = Map.of(
            NISTObjectIdentifiers.id_sha256, "SHA-256",
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512");

    private TimeStampAuthority() {}

    /**
     * When a signature existed, as an authority says.
     *
     * @param response in DER, as the authority answered
     * @param signature that the stamp has to be of
     */
    static Instant time(byte[] response, byte[] signature, List<CertificateChain> authorities) {
        TimeStampToken token = token(response);
        byte[] hash = hash(token, signature);
        if (!Arrays.equals(token.getTimeStampInfo().getMessageImprintDigest(), hash)) {
            throw new InvalidSignatureException("whose time stamp is of another signature");
        }
        Instant time = token.getTimeStampInfo().getGenTime().toInstant();
        boolean known = authorities.stream()
                .filter(authority -> authority.validity().includes(time))
                .anyMatch(authority -> signed(token, authority, time));
        if (!known) {
            throw new InvalidSignatureException("whose time stamp is of no authority of the trusted root");
        }
        return time;
    }

    private static TimeStampToken token(byte[] response) {
        try {
            TimeStampToken token = new TimeStampResponse(response).getTimeStampToken();
            if (token == null) {
                throw new InvalidSignatureException("whose time stamp holds none");
            }
            return token;
        } catch (TSPException | IOException | RuntimeException e) {
            throw new InvalidSignatureException("whose time stamp cannot be read", e);
        }
    }

    private static byte[] hash(TimeStampToken token, byte[] signature) {
        String name = HASHES.get(token.getTimeStampInfo().getMessageImprintAlgOID());
        if (name == null) {
            throw new InvalidSignatureException("whose time stamp has another hash than SHA-256, -384 or -512");
        }
        try {
            return MessageDigest.getInstance(name).digest(signature);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java knows no " + name, e);
        }
    }

    private static boolean signed(TimeStampToken token, CertificateChain authority, Instant time) {
        return signer(token, authority)
                .filter(signer -> authority.issued(signer, time))
                .filter(signer -> holds(token, signer))
                .isPresent();
    }

    /** The authority's own first certificate, or one that the stamp carries, which the authority has to have issued. */
    private static Optional<X509Certificate> signer(TimeStampToken token, CertificateChain authority) {
        List<X509Certificate> candidates = new ArrayList<>();
        candidates.add(authority.first());
        try {
            for (X509CertificateHolder carried : token.getCertificates().getMatches(null)) {
                candidates.add(CertificateChain.certificate(carried.getEncoded()));
            }
            for (X509Certificate candidate : candidates) {
                if (token.getSID().match(new JcaX509CertificateHolder(candidate))) {
                    return Optional.of(candidate);
                }
            }
        } catch (CertificateException | IOException e) {
            throw new InvalidSignatureException("whose time stamp carries a certificate that cannot be read", e);
        }
        return Optional.empty();
    }

    /** By the signer's key, which is one for time stamps, and was valid then. */
    private static boolean holds(TimeStampToken token, X509Certificate signer) {
        try {
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
            return true;
        } catch (TSPException invalid) {
            return false;
        } catch (OperatorCreationException e) {
            throw new InvalidSignatureException("whose time stamp cannot be checked", e);
        }
    }
}
