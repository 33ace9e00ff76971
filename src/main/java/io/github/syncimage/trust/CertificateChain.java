package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The certificates of one authority, and when it may be relied on.
 *
 * @param certificates the one that signs others' first, the root last; never empty
 */
record CertificateChain(List<X509Certificate> certificates, TrustedRoot.Validity validity) {
    /**
     * @param json one of {@code certificateAuthorities} or {@code timestampAuthorities}
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static CertificateChain read(Map<String, Object> json) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Map<String, Object> one : Json.objects(Json.object(json, "certChain"), "certificates")) {
            try {
                certificates.add(certificate(Untrusted.base64(Json.text(one, "rawBytes"), "certificate")));
            } catch (InvalidSignatureException | CertificateException e) {
                throw new IllegalArgumentException("has an authority with a certificate that cannot be read", e);
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("has an authority without certificates");
        }
        return new CertificateChain(List.copyOf(certificates), TrustedRoot.Validity.read(json));
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
}
