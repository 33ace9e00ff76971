package io.github.syncimage.image;

import java.util.regex.Pattern;

/**
 * Tags that name a digest: what stands under one says something about the manifest of that digest.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema">the list of
 *     referrers</a>, where a registry has no API for it
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">cosign's, which end in
 *     {@code .sig}, {@code .att} or {@code .sbom}</a>
 */
public final class DigestTag {
    private static final Pattern TAG = Pattern.compile("sha(?:256|512)-[0-9a-fA-F]{64}.*");

    private DigestTag() {}

    /** @param ending {@code .sig}, or nothing for the list of referrers */
    public static String of(Digest digest, String ending) {
        // A tag has at most 128 characters, which the hexadecimal digits of SHA-512 alone would fill.
        String hex = digest.hex().length() > 64 ? digest.hex().substring(0, 64) : digest.hex();
        return digest.algorithm() + "-" + hex + ending;
    }

    /** Nobody means an image by this tag: 64 hexadecimal digits, with any ending or none. */
    public static boolean matches(String tag) {
        return TAG.matcher(tag).matches();
    }
}
