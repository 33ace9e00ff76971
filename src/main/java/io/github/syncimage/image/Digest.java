package io.github.syncimage.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest, {@code algorithm:hex}, of the two algorithms that the OCI image specification registers.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex lower-case hexadecimal, 64 or 128 digits
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">OCI digests</a>
 */
public record Digest(String algorithm, String hex) {
    private static final Pattern SHA256 = Pattern.compile("[a-f0-9]{64}");
    private static final Pattern SHA512 = Pattern.compile("[a-f0-9]{128}");
    private static final Pattern TAG = Pattern.compile("sha(?:256|512)-[0-9a-fA-F]{64}.*");

    public Digest {
        boolean valid =
                switch (algorithm) {
                    case "sha256" -> SHA256.matcher(hex).matches();
                    case "sha512" -> SHA512.matcher(hex).matches();
                    default -> false;
                };
        if (!valid) {
            throw new InvalidReferenceException("not a digest: "
                    + InvalidReferenceException.quoted(algorithm + ":" + hex)
                    + " (sha256 and 64, or sha512 and 128, lower-case hex digits)");
        }
    }

    /**
     * Reads {@code sha256:…} or {@code sha512:…}.
     *
     * @throws InvalidReferenceException when the text is no such digest
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new InvalidReferenceException(
                    "not a digest: " + InvalidReferenceException.quoted(text) + " (no algorithm before a colon)");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The SHA-256 of these bytes. */
    public static Digest of(byte[] content) {
        return new Digest(
                "sha256", HexFormat.of().formatHex(messageDigest("SHA-256").digest(content)));
    }

    /** The SHA-256 of this text in UTF-8. */
    public static Digest of(String content) {
        return of(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes what a finished {@link MessageDigest} from {@link #newMessageDigest} says. */
    public static Digest finish(String algorithm, MessageDigest messageDigest) {
        return new Digest(algorithm, HexFormat.of().formatHex(messageDigest.digest()));
    }

    /** The algorithm of this digest, ready to hash content that should match it. */
    public MessageDigest newMessageDigest() {
        return messageDigest(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
    }

    /** These bytes have this digest. */
    public boolean matches(byte[] content) {
        return HexFormat.of().formatHex(newMessageDigest().digest(content)).equals(hex);
    }

    /** The first 12 hexadecimal digits, enough for people and for tags. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    /**
     * The tag that names this digest: what stands under it says something about the manifest of that digest.
     *
     * @param ending {@code .sig}, or nothing for the list of referrers
     * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema">the list of
     *     referrers</a>, where a registry has no API for it
     * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign's, which end in
     *     {@code .sig}, {@code .att} or {@code .sbom}</a>
     */
    public String tag(String ending) {
        // A tag has at most 128 characters, which the hexadecimal digits of SHA-512 alone would fill.
        return algorithm + "-" + hex.substring(0, 64) + ending;
    }

    /** Nobody means an image by this tag: 64 hexadecimal digits, with any ending or none. */
    public static boolean isTag(String tag) {
        return TAG.matcher(tag).matches();
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    private static MessageDigest messageDigest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has to provide SHA-256, and every JDK provides SHA-512.
            throw new IllegalStateException(e);
        }
    }
}
