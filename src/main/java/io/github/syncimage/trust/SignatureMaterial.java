package io.github.syncimage.trust;

import java.util.List;

/**
 * A signature whose payload says the digest that it should; whether it holds is not known yet.
 *
 * @param signed what the signature is over
 * @param payload what that holds: the same, but for an envelope
 * @param certificate of whoever signed without a key that is kept; null where there is none
 * @param entries of logs, and {@code timeStamps} of authorities, maybe none
 */
public record SignatureMaterial(
        byte[] signed,
        byte[] payload,
        byte[] signature,
        SigningCertificate certificate,
        List<LogEntry> entries,
        List<byte[]> timeStamps) {}
