package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * The certificates of one authority, for certificates or for time stamps as RFC 3161 has them, and when it may be relied on.
 *
 * @param certificates the one that signs others' first, the root last; never empty
 */
record CertificateChain(List<X509Certificate> certificates, TrustedRoot.Validity validity) {
    private static final Set<ASN1ObjectIdentifier> HASHES =
            Set.of(NISTObjectIdentifiers.id_sha256, NISTObjectIdentifiers.id_sha384, NISTObjectIdentifiers.id_sha512);

    static CertificateChain read(Map<String, Object> json) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Map<String, Object> one : Json.objects(Json.object(json, "certChain"), "certificates")) {
            try {
                certificates.add(certificate(Untrusted.base64(one, "rawBytes", "certificate")));
            } catch (InvalidSignatureException | CertificateException e) {
                throw new IllegalArgumentException("has an authority with a certificate that cannot be read", e);
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("has an authority without certificates");
        }
        return new CertificateChain(certificates, TrustedRoot.Validity.read(json));
    }

    /** @param encoded in DER or PEM */
    static X509Certificate certificate(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    X509Certificate first() {
        return certificates.get(0);
    }

    /** Says that this authority issued the certificate, and that every certificate up to the root was valid then. */
    boolean issued(X509Certificate leaf, Instant time) {
        X509Certificate root = certificates.get(certificates.size() - 1);
        List<X509Certificate> path = new ArrayList<>();
        path.add(leaf);
        // Of an authority that stamps times, the first is the one that is asked about.
        certificates.subList(0, certificates.size() - 1).stream()
                .filter(certificate -> !certificate.equals(leaf))
                .forEach(path::add);
        try {
            // The validator takes an anchor for valid whatever the time.
            root.checkValidity(Date.from(time));
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setDate(Date.from(time));
            // Certificates of minutes are not revoked, and nothing here asks the network.
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return true;
        } catch (CertificateException | CertPathValidatorException another) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot check certificates", e);
        }
    }

    /** When a signature existed, as one of these authorities says in its answer. */
    static Instant stamped(byte[] response, byte[] signature, List<CertificateChain> authorities) {
        TimeStampToken token = token(response);
        if (!Arrays.equals(token.getTimeStampInfo().getMessageImprintDigest(), hash(token, signature))) {
            throw new InvalidSignatureException("whose time stamp is of another signature");
        }
        Instant time = token.getTimeStampInfo().getGenTime().toInstant();
        if (authorities.stream().noneMatch(authority -> authority.stamped(token, time))) {
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
        ASN1ObjectIdentifier algorithm = token.getTimeStampInfo().getMessageImprintAlgOID();
        if (!HASHES.contains(algorithm)) {
            throw new InvalidSignatureException("whose time stamp has another hash than SHA-256, -384 or -512");
        }
        try {
            return MessageDigest.getInstance(algorithm.getId()).digest(signature);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java knows no " + algorithm, e);
        }
    }

    /** By this authority's first certificate, or by one that the stamp carries, which the authority has to have issued. */
    private boolean stamped(TimeStampToken token, Instant time) {
        try {
            Stream<X509CertificateHolder> carried = token.getCertificates().getMatches(null).stream();
            Optional<X509CertificateHolder> signer = Stream.concat(
                            Stream.of(new JcaX509CertificateHolder(first())), carried)
                    .filter(token.getSID()::match)
                    .findFirst();
            if (signer.isEmpty()) {
                return false;
            }
            X509Certificate certificate = certificate(signer.get().getEncoded());
            if (!validity.includes(time) || !issued(certificate, time)) {
                return false;
            }
            // Its key has to be one for time stamps, and valid then.
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
            return true;
        } catch (TSPException invalid) {
            return false;
        } catch (CertificateException | IOException e) {
            throw new InvalidSignatureException("whose time stamp carries a certificate that cannot be read", e);
        } catch (OperatorCreationException e) {
            throw new InvalidSignatureException("whose time stamp cannot be checked", e);
        }
    }
}
