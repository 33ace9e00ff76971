package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom keyless signatures are believed by: authorities that issue certificates, logs, authorities that stamp times. The
 * file {@code trusted_root.json} that sigstore publishes.
 *
 * @param logs of signatures, which the file calls {@code tlogs}
 * @param certificateLogs of certificates, which it calls {@code ctlogs}; none where the authorities use none
 * @see <a
 *     href="https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto">sigstore_trustroot.proto</a>
 */
public record TrustedRoot(
        List<CertificateChain> authorities,
        List<TransparencyLog> logs,
        List<TransparencyLog> certificateLogs,
        List<CertificateChain> timeStampAuthorities) {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";

    /**
     * From when to when something may be relied on, both included.
     *
     * @param end null where it has none yet
     */
    record Validity(Instant start, Instant end) {
        /**
         * @param json an object with {@code validFor}
         * @throws IllegalArgumentException where that is missing, or says no start
         */
        static Validity read(Map<String, Object> json) {
            Map<String, Object> range = Json.object(json, "validFor");
            String start = Json.text(range, "start");
            String end = Json.text(range, "end");
            if (start.isEmpty()) {
                throw new IllegalArgumentException("has an entry whose validFor says no start");
            }
            return new Validity(instant(start), end.isEmpty() ? null : instant(end));
        }

        private static Instant instant(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("has a time in validFor that is none", e);
            }
        }

        boolean includes(Instant time) {
            return !time.isBefore(start) && (end == null || !time.isAfter(end));
        }
    }

    /** Nothing can be told of a signature, because the operator's trusted root lacks what that takes. */
    public static final class OutdatedException extends RuntimeException {
        OutdatedException(String message) {
            super(message);
        }
    }

    public TrustedRoot {
        if (authorities.isEmpty() || logs.isEmpty()) {
            throw new IllegalArgumentException("names no certificate authority, or no log");
        }
    }

    /** @throws IllegalArgumentException saying what is wrong with the file, in words that follow its name */
    public static TrustedRoot parse(byte[] bytes) {
        Map<String, Object> json;
        try {
            json = Json.read(bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        if (!Json.text(json, "mediaType").startsWith(MEDIA_TYPE)) {
            throw new IllegalArgumentException("is no trusted root of sigstore: its mediaType is another");
        }
        return new TrustedRoot(
                Json.objects(json, "certificateAuthorities").stream()
                        .map(CertificateChain::read)
                        .toList(),
                Json.objects(json, "tlogs").stream().map(TransparencyLog::read).toList(),
                Json.objects(json, "ctlogs").stream().map(TransparencyLog::read).toList(),
                Json.objects(json, "timestampAuthorities").stream()
                        .map(CertificateChain::read)
                        .toList());
    }

    /** Says that it has an authority for certificates of that time. */
    public boolean covers(Instant time) {
        return authorities.stream().anyMatch(authority -> authority.validity().includes(time));
    }

    /**
     * Fails unless the certificate's holder made the signature while the certificate was valid, and logs recorded both.
     *
     * @param signature with a certificate
     * @return who made it
     * @throws OutdatedException where this root has no authority for the time of the signature
     */
    SigningCertificate.Identity verify(SignatureMaterial signature) {
        SigningCertificate certificate = signature.certificate();
        if (!certificate.key().verifies(signature.signed(), signature.signature())) {
            throw new InvalidSignatureException("which the key of its certificate has not made");
        }
        Set<X509Certificate> issuers = new HashSet<>();
        for (Instant time : times(signature)) {
            issuers.addAll(issuers(certificate, time));
        }
        requireRecorded(certificate.certificate(), issuers);
        certificate.requireForSigning();
        return certificate.identity();
    }

    /** When the signature was made, by everybody who says so; none of them may be wrong. */
    private List<Instant> times(SignatureMaterial signature) {
        List<LogEntry> entries = signature.entries();
        if (entries.isEmpty()) {
            throw new InvalidSignatureException("that no log has recorded");
        }
        List<Instant> times = new ArrayList<>();
        for (LogEntry entry : entries) {
            log(entry).require(entry).ifPresent(times::add);
            entry.requireOf(signature);
        }
        for (byte[] stamp : signature.timeStamps()) {
            times.add(CertificateChain.stamped(stamp, signature.signature(), timeStampAuthorities));
        }
        if (times.isEmpty()) {
            throw new InvalidSignatureException(
                    "of which nobody says when it was made: neither the log's promise nor a time stamp is there");
        }
        entries.forEach(entry -> times.forEach(log(entry)::requireValid));
        return times;
    }

    private TransparencyLog log(LogEntry entry) {
        Optional<TransparencyLog> log =
                logs.stream().filter(known -> known.is(entry.logId())).findFirst();
        return log.orElseThrow(() -> new InvalidSignatureException(
                "whose log is not in the trusted root (an old trusted root does not know new logs)"));
    }

    /** Finds the authorities whose keys have signed the certificate, at least one. */
    private List<X509Certificate> issuers(SigningCertificate certificate, Instant time) {
        if (!certificate.validAt(time)) {
            throw new InvalidSignatureException("made at " + time + ", when its certificate was not valid");
        }
        if (!covers(time)) {
            throw new OutdatedException(
                    "verify.trusted_root has no certificate authority for " + time + "; get the current one");
        }
        List<X509Certificate> issuers = authorities.stream()
                .filter(authority -> authority.validity().includes(time))
                .filter(authority -> authority.issued(certificate.certificate(), time))
                .map(CertificateChain::first)
                .toList();
        if (issuers.isEmpty()) {
            throw new InvalidSignatureException("whose certificate is of an authority that is not in the trusted root");
        }
        return issuers;
    }

    /** Fails unless one of the promises that the certificate carries is a known log's. */
    private void requireRecorded(X509Certificate certificate, Set<X509Certificate> issuers) {
        List<SignedCertificateTimestamp> promises = SignedCertificateTimestamp.in(certificate);
        if (promises.isEmpty()) {
            if (certificateLogs.isEmpty()) {
                return;
            }
            throw new InvalidSignatureException("whose certificate carries no promise of a certificate log (SCT)");
        }
        boolean holds = promises.stream().anyMatch(promise -> certificateLogs.stream()
                .anyMatch(log -> issuers.stream().anyMatch(issuer -> promise.holds(log, certificate, issuer))));
        if (!holds) {
            throw new InvalidSignatureException(
                    "whose certificate no log of the trusted root's ctlogs has promised to record (SCT)");
        }
    }
}
