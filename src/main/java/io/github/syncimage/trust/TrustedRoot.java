package io.github.syncimage.trust;

import io.github.syncimage.text.Json;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
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
        List<Log> logs,
        List<Log> certificateLogs,
        List<CertificateChain> timeStampAuthorities) {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";

    /** From when to when something may be relied on, both included; the end is null where it has none yet. */
    record Validity(Instant start, Instant end) {
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

    /** One log that may be relied on, with the id by which its entries name it. */
    record Log(byte[] id, VerificationKey key, Validity validity) {
        static Log read(Map<String, Object> json) {
            Map<String, Object> key = Json.object(json, "publicKey");
            try {
                byte[] id = Untrusted.base64(Json.object(json, "logId"), "keyId", "id");
                if (id.length < Integer.BYTES) {
                    throw new IllegalArgumentException("has a log without an id");
                }
                byte[] bytes = Untrusted.base64(key, "rawBytes", "key");
                boolean rsa = Json.text(key, "keyDetails").startsWith("PKCS1_RSA");
                return new Log(
                        id, rsa ? VerificationKey.parseRsa(bytes) : VerificationKey.parse(bytes), Validity.read(key));
            } catch (InvalidSignatureException e) {
                throw new IllegalArgumentException("has a log with a key or id that is no base64", e);
            }
        }

        boolean is(byte[] named) {
            return Arrays.equals(id, named);
        }

        /**
         * Fails unless the entry is the log's: by its promise, its proof, or both, all that there is.
         *
         * @return when the log took it, where that can be relied on
         */
        Optional<Instant> require(LogEntry entry) {
            if (entry.proof() != null) {
                entry.proof().require(entry.body(), id, key);
            }
            if (entry.promise() == null) {
                // Its time is nobody's word: neither the tree nor the checkpoint covers it.
                return Optional.empty();
            }
            if (!key.verifies(entry.promised(), entry.promise())) {
                throw new InvalidSignatureException("whose log entry the log has not signed");
            }
            return Optional.of(entry.time());
        }

        void requireValid(Instant time) {
            if (!validity.includes(time)) {
                throw new InvalidSignatureException("whose log was not to be relied on at " + time);
            }
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
                Json.objects(json, "tlogs").stream().map(Log::read).toList(),
                Json.objects(json, "ctlogs").stream().map(Log::read).toList(),
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
    SigningCertificate.Identity verify(FoundSignature.Material signature) {
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
    private List<Instant> times(FoundSignature.Material signature) {
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

    private Log log(LogEntry entry) {
        Optional<Log> log =
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
        List<SigningCertificate.Promise> promises = SigningCertificate.Promise.in(certificate);
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
