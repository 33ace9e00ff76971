package io.github.syncimage.image;

import java.util.List;
import java.util.Locale;

/** What stands under a name in a registry, by the client that it is made for. */
public enum ArtifactType {
    HELM,
    OLLAMA,
    DOCKER_MODEL,
    MODELPACK,
    KITOPS,
    FLUX,
    TEKTON,
    /** Another one, whose layers are files with names. */
    ARTIFACT_OF_FILES("artifact"),
    /** Another one, whose layers have no names. */
    ARTIFACT,
    /** A container image for the architecture {@code wasm} only. */
    WASM,
    /** Any other container image. */
    IMAGE;

    private final String code;

    ArtifactType() {
        code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    ArtifactType(String code) {
        this.code = code;
    }

    /** Returns the word for it in JSON and in answers. */
    public String code() {
        return code;
    }

    /** A container image for these platforms. */
    public static ArtifactType ofImage(List<Platform> platforms) {
        return PlatformSelection.isWasm(platforms) ? WASM : IMAGE;
    }

    /** Tells if it is a container image, which has platforms, and goes where images go. */
    public boolean isImage() {
        return this == IMAGE || this == WASM;
    }

    /**
     * Returns the command, for one shell, by which its client gets it.
     *
     * @param target by its tag or digest
     * @param platforms what stands there
     */
    public String command(ImageReference target, List<Platform> platforms) {
        return switch (this) {
            case HELM -> "helm pull oci://" + target.repository() + version(target);
            case OLLAMA -> "ollama pull " + target;
            case DOCKER_MODEL -> "docker model pull " + target;
            case MODELPACK -> "modctl pull " + target;
            case KITOPS -> "kit pull " + target;
            case FLUX -> "flux pull artifact oci://" + target + " --output .";
            case TEKTON -> "tkn bundle list " + target;
            case ARTIFACT_OF_FILES -> "oras pull " + target;
            case ARTIFACT ->
                "oras copy " + target + " --to-oci-layout "
                        + target.toString().substring(target.toString().lastIndexOf('/') + 1);
            case WASM -> "docker pull --platform " + platforms.get(0) + " " + target;
            case IMAGE -> "docker pull " + target;
        };
    }

    /** Helm writes the plus of a version, which no tag may have, as a low line, which no version has. */
    private static String version(ImageReference target) {
        return target.tag() == null ? "" : " --version " + target.tag().replace('_', '+');
    }
}
