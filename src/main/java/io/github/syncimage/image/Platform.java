package io.github.syncimage.image;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an image runs on, {@code os/architecture[/variant]} as in the OCI image index.
 *
 * @param os {@code linux}
 * @param architecture {@code amd64}
 * @param variant {@code v7}, or null; {@code arm64} is kept without its only variant {@code v8}
 */
public record Platform(String os, String architecture, String variant) {
    /** What BuildKit gives its attestation manifests. */
    public static final Platform UNKNOWN = new Platform("unknown", "unknown", null);

    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");
    /** Three parts of 64 characters. */
    private static final int LONGEST = 200;
    /** Other names people use for an architecture, as containerd's platforms package reads them. */
    private static final Map<String, String> ALIASES = Map.of(
            "x86_64", "amd64", "x86-64", "amd64", "aarch64", "arm64", "armhf", "arm/v7", "armel", "arm/v6", "i386",
            "386");

    /** The systems and architectures that Go, and so every container tool, can build for. */
    private static final Set<String> SYSTEMS = Set.of(
            "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 wasi windows"
                    .split(" "));

    private static final Set<String> ARCHITECTURES = Set.of(
            "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm".split(" "));

    private static final Pattern VARIANT = Pattern.compile("v[0-9]{1,2}");

    public Platform {
        if (variant != null && (variant.isEmpty() || architecture.equals("arm64") && variant.equals("v8"))) {
            variant = null;
        }
    }

    /**
     * Reads {@code linux/arm64}, {@code linux/arm/v7}, or an architecture alone ({@code arm64}), which means Linux.
     *
     * @throws InvalidReferenceException when the text is no platform
     */
    public static Platform parse(String text) {
        if (text.length() > LONGEST) {
            throw refuse(text);
        }
        String name = text.strip().toLowerCase(Locale.ROOT);
        String[] parts = name.split("/", -1);
        boolean withoutOs = parts.length == 1 || parts.length == 2 && parts[1].matches("v[0-9]+");
        if (withoutOs) {
            parts = ("linux/" + name).split("/", -1);
        }
        if (parts.length == 2) {
            parts = (parts[0] + "/" + ALIASES.getOrDefault(parts[1], parts[1])).split("/", -1);
        }
        if (parts.length < 2 || parts.length > 3) {
            throw refuse(text);
        }
        for (String part : parts) {
            if (!PART.matcher(part).matches()) {
                throw refuse(text);
            }
        }
        String architecture = ALIASES.getOrDefault(parts[1], parts[1]);
        return new Platform(parts[0], architecture, parts.length == 3 ? parts[2] : null);
    }

    private static InvalidReferenceException refuse(String text) {
        return new InvalidReferenceException(
                "not a platform: " + InvalidReferenceException.quoted(text) + " (os/architecture[/variant])");
    }

    /**
     * An image for {@code offered} serves somebody who asked for this platform: the same system and
     * architecture, and the same variant where one was asked for. Asking for {@code linux/arm} takes any variant.
     */
    public boolean accepts(Platform offered) {
        return os.equals(offered.os)
                && architecture.equals(offered.architecture)
                && (variant == null || variant.equals(offered.variant));
    }

    /** It is one that images are built for; what an upstream calls its own may be anything. */
    public boolean known() {
        return SYSTEMS.contains(os)
                && ARCHITECTURES.contains(architecture)
                && (variant == null || VARIANT.matcher(variant).matches());
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant == null ? "" : "/" + variant);
    }
}
